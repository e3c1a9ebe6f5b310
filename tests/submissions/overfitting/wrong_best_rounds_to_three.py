"""Wrong: compares means that are rounded to three digits: 0.7503 and 0.7501 are a tie.

Fails: test_best_breaks_ties
"""

import numpy as np


def best_setting(fold_scores):
    return min(fold_scores, key=lambda setting: (-round(np.mean(fold_scores[setting]), 3), np.std(fold_scores[setting])))
