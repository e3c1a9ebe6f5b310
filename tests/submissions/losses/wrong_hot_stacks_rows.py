"""Stacks row after row: there is nothing to stack for no labels.

Fails: test_one_hot_of_no_labels
"""
import numpy as np


def one_hot(labels, depth):
    return np.stack([[float(label == c) for c in range(depth)] for label in np.asarray(labels)]).astype("float32")
