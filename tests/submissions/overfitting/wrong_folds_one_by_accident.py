"""Allows k = 1, for which NumPy then has nothing to concatenate.

Fails: test_folds_errors
"""

import numpy as np


def k_fold(n_samples, k, seed):
    if k < 1 or k > n_samples:
        raise ValueError(f"k must be at least 2 and at most {n_samples}, not {k}")
    folds = np.array_split(np.random.default_rng(seed).permutation(n_samples), k)
    return [(np.concatenate([*folds[:i], *folds[i + 1 :]]), folds[i]) for i in range(k)]
