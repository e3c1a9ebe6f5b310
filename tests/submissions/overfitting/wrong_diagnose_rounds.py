"""Accuracies are rounded to whole percents first.

Fails: test_diagnose_underfitting
"""


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    train, val = round(float(train_accuracy[-1]), 2), round(float(val_accuracy[-1]), 2)
    if train < target:
        return "underfitting"
    return "overfitting" if train - val > gap else "good fit"
