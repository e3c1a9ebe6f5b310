"""Shuffles by the global generator, whatever the seed.

Fails: test_folds_same_seed
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be from 2 to {n_samples}")
    folds = np.array_split(np.random.permutation(n_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
