"""Lets more folds than examples pass.

Fails: test_folds_errors
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if k < 2:
        raise ValueError("k must be 2 or more")
    order = np.random.default_rng(seed).permutation(n_samples)
    return [(np.setdiff1d(order, fold), fold) for fold in np.array_split(order, k)]
