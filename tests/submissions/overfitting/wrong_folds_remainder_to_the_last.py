"""The last fold takes the whole remainder.

Fails: test_folds_sizes
"""
import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be from 2 to {n_samples}")
    order, size = np.random.default_rng(seed).permutation(n_samples), n_samples // k
    folds = [order[i * size : (i + 1) * size if i < k - 1 else n_samples] for i in range(k)]
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
