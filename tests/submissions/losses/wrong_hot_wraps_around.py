"""Picks rows of an identity matrix by NumPy: -1 is the last row.

Fails: test_one_hot_outside_gives_zeros
"""
import numpy as np


def one_hot(labels, depth):
    return np.eye(depth, dtype="float32")[np.asarray(labels, "int64") % depth]
