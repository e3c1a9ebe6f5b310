"""Looks at the best values.

Fails: test_diagnose_looks_at_the_end
"""


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    if max(train_accuracy) < target:
        return "underfitting"
    return "overfitting" if max(train_accuracy) - max(val_accuracy) > gap else "good fit"
