"""Takes the median over the folds instead of the mean.

Fails: test_best_by_mean
"""

import numpy as np


def best_setting(fold_scores):
    return max(fold_scores, key=lambda setting: (np.median(fold_scores[setting]), -np.std(fold_scores[setting])))
