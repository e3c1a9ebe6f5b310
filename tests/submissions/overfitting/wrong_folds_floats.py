"""Indices as floats.

Fails: test_folds_are_integer_arrays
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be from 2 to {n_samples}")
    order = np.random.default_rng(seed).permutation(np.linspace(0, n_samples - 1, n_samples))
    return [(np.setdiff1d(order, fold), fold) for fold in np.array_split(order, k)]
