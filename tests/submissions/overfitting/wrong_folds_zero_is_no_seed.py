"""Takes seed 0 for no seed.

Fails: test_folds_same_seed
"""

import numpy as np


def k_fold(n_samples, k, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be at least 2 and at most n_samples = {n_samples}, not {k}")
    folds = np.array_split(np.random.default_rng(seed or None).permutation(n_samples), k)
    return [(np.concatenate([*folds[:i], *folds[i + 1 :]]), folds[i]) for i in range(k)]
