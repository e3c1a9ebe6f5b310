"""Divides by k - 1.

Fails: test_best_by_population_deviation
"""
import numpy as np


def best_setting(fold_scores):
    def rank(setting):
        scores = fold_scores[setting]
        return np.mean(scores), -(np.std(scores, ddof=1) if len(scores) > 1 else 0.0)

    return max(fold_scores, key=rank)
