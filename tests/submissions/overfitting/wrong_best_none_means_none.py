"""Takes None for "nothing found yet".

Fails: test_best_of_any_keys
"""
import numpy as np


def best_setting(fold_scores):
    best = None
    for setting, scores in fold_scores.items():
        rank = (np.mean(scores), -np.std(scores))
        if best is None or rank > (np.mean(fold_scores[best]), -np.std(fold_scores[best])):
            best = setting
    return best
