"""Cuts a rotated order: neighbors stay together.

Fails: test_folds_are_shuffled
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be from 2 to {n_samples}")
    folds = np.array_split(np.roll(np.arange(n_samples), seed * 7919), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
