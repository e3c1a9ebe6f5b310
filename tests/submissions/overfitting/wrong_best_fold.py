"""The setting of the best single fold.

Fails: test_best_by_mean
"""


def best_setting(fold_scores):
    return max(fold_scores, key=lambda setting: max(fold_scores[setting]))
