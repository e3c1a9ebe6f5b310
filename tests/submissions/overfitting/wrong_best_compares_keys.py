"""Sorts tuples that end in the setting: settings of different kinds cannot be compared.

Fails: test_best_of_any_keys
"""
import numpy as np


def best_setting(fold_scores):
    return max((np.mean(scores), -np.std(scores), setting) for setting, scores in fold_scores.items())[2]
