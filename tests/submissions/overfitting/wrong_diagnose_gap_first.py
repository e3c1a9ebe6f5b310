"""Looks at the gap before the target.

Fails: test_diagnose_underfitting
"""


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    if train_accuracy[-1] - val_accuracy[-1] > gap:
        return "overfitting"
    return "underfitting" if train_accuracy[-1] < target else "good fit"
