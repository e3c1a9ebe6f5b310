"""Marks labels outside in the caller's own array.

Fails: test_one_hot_keeps_its_labels
"""
import numpy as np


def one_hot(labels, depth):
    labels = np.asarray(labels)
    table = np.zeros((len(labels), depth + 1), "float32")
    if labels.flags.writeable:
        labels[(labels < 0) | (labels >= depth)] = depth
    else:
        labels = np.where((labels < 0) | (labels >= depth), depth, labels)
    table[np.arange(len(labels)), labels] = 1
    return table[:, :depth]
