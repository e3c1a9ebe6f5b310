"""Indices as lists.

Fails: test_folds_are_integer_arrays
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be from 2 to {n_samples}")
    folds = [fold.tolist() for fold in np.array_split(np.random.default_rng(seed).permutation(n_samples), k)]
    return [(sum(folds[:i] + folds[i + 1 :], []), folds[i]) for i in range(k)]
