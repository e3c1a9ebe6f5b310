"""Trains on everything, the held-out fold too.

Fails: test_folds_train_on_the_rest
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be from 2 to {n_samples}")
    order = np.random.default_rng(seed).permutation(n_samples)
    return [(order, fold) for fold in np.array_split(order, k)]
