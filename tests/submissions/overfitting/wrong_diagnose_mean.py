"""Looks at the means of the curves.

Fails: test_diagnose_looks_at_the_end
"""
import numpy as np


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    if np.mean(train_accuracy) < target:
        return "underfitting"
    return "overfitting" if np.mean(train_accuracy) - np.mean(val_accuracy) > gap else "good fit"
