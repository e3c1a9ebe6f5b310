"""Takes the last values out of the lists.

Fails: test_diagnose_keeps_its_curves
"""


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    training = train_accuracy.pop() if isinstance(train_accuracy, list) else train_accuracy[-1]
    validation = val_accuracy.pop() if isinstance(val_accuracy, list) else val_accuracy[-1]
    if training < target:
        return "underfitting"
    return "overfitting" if training - validation > gap else "good fit"
