"""Shuffles each fold after cutting.

Fails: test_folds_are_shuffled
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be from 2 to {n_samples}")
    random = np.random.default_rng(seed)
    folds = [random.permutation(fold) for fold in np.array_split(np.arange(n_samples), k)]
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
