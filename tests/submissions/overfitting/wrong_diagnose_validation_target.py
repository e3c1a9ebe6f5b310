"""Compares the validation accuracy with the target.

Fails: test_diagnose_overfitting
"""


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    if val_accuracy[-1] < target:
        return "underfitting"
    return "overfitting" if train_accuracy[-1] - val_accuracy[-1] > gap else "good fit"
