"""Shuffles anew for each fold: some examples are never validated.

Fails: test_folds_are_disjoint_and_cover
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be from 2 to {n_samples}")
    random, folds = np.random.default_rng(seed), []
    for i in range(k):
        order, size = random.permutation(n_samples), n_samples // k + (i < n_samples % k)
        folds.append((order[size:], order[:size]))
    return folds
