"""Ignores target and gap where they are given.

Fails: test_diagnose_arguments
"""


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    if train_accuracy[-1] < 0.9:
        return "underfitting"
    return "overfitting" if train_accuracy[-1] - val_accuracy[-1] > 0.05 else "good fit"
