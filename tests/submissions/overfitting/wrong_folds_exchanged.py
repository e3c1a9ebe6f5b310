"""Exchanges training and validation.

Fails: test_folds_are_disjoint_and_cover
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be from 2 to {n_samples}")
    folds = np.array_split(np.random.default_rng(seed).permutation(n_samples), k)
    return [(folds[i], np.concatenate(folds[:i] + folds[i + 1 :])) for i in range(k)]
