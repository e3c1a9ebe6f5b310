"""Lets one fold pass.

Fails: test_folds_errors
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 1 <= k <= n_samples:
        raise ValueError(f"k must be from 1 to {n_samples}")
    order = np.random.default_rng(seed).permutation(n_samples)
    return [(np.setdiff1d(order, fold), fold) for fold in np.array_split(order, k)]
