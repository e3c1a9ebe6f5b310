"""Wrong: rounds the training part down.

Fails: test_split_counts
"""

import math

import tensorflow as tf


def train_val_split(dataset, val_fraction):
    if not 0 < val_fraction < 1:
        raise ValueError("val_fraction must lie between 0 and 1")
    n = int(dataset.cardinality())
    if n < 0:
        raise ValueError("the length must be known and finite")
    k = math.floor(n * (1 - val_fraction))
    return dataset.take(k), dataset.skip(k)
