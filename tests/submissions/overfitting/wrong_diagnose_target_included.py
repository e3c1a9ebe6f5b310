"""Reaching the target exactly is not enough.

Fails: test_diagnose_on_the_target
"""


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    if train_accuracy[-1] <= target:
        return "underfitting"
    return "overfitting" if train_accuracy[-1] - val_accuracy[-1] > gap else "good fit"
