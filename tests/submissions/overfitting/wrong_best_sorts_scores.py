"""Sorts the scores of the caller.

Fails: test_best_keeps_the_scores
"""
import numpy as np


def best_setting(fold_scores):
    for scores in fold_scores.values():
        scores.sort()
    return max(fold_scores, key=lambda setting: (np.mean(fold_scores[setting]), -np.std(fold_scores[setting])))
