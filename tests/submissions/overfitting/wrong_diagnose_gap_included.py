"""A gap of exactly `gap` is too wide.

Fails: test_diagnose_on_the_gap
"""


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    if train_accuracy[-1] < target:
        return "underfitting"
    return "overfitting" if train_accuracy[-1] - val_accuracy[-1] >= gap else "good fit"
