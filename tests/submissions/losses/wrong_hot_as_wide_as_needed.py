"""Makes as many columns as the largest label needs.

Fails: test_one_hot_marks_the_label
"""
import numpy as np


def one_hot(labels, depth):
    labels = np.asarray(labels)
    columns = np.arange(min(depth, labels.max(initial=0) + 1))
    return (labels[:, None] == columns).astype("float32")
