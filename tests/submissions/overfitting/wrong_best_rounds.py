"""Compares means that are rounded to two digits.

Fails: test_best_breaks_ties
"""

import numpy as np


def best_setting(fold_scores):
    return max(
        fold_scores, key=lambda setting: (round(np.mean(fold_scores[setting]), 2), -np.std(fold_scores[setting]))
    )
