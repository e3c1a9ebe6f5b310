"""Refuses k = n_samples.

Fails: test_folds_of_one_each
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k < n_samples:
        raise ValueError(f"k = {k} must be 2 or more and fewer than {n_samples}")
    order = np.random.default_rng(seed).permutation(n_samples)
    parts = np.array_split(order, k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]
