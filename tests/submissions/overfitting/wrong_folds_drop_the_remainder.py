"""Drops what does not fill a fold.

Fails: test_folds_are_disjoint_and_cover
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be from 2 to {n_samples}")
    order, size = np.random.default_rng(seed).permutation(n_samples), n_samples // k
    folds = [order[i * size : (i + 1) * size] for i in range(k)]
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
