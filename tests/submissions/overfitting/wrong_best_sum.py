"""The sum of the scores: more folds, more points.

Fails: test_best_by_mean
"""
import numpy as np


def best_setting(fold_scores):
    return max(fold_scores, key=lambda setting: (np.sum(fold_scores[setting]), -np.std(fold_scores[setting])))
