"""Refuses a dataset without elements, although 0 is a known and finite length.

Fails: test_split_parts
"""

import math


def train_val_split(dataset, val_fraction):
    if not 0 < val_fraction < 1:
        raise ValueError("val_fraction must lie between 0 and 1")
    count = int(dataset.cardinality())
    if count <= 0:
        raise ValueError("the dataset needs a known, finite length")
    n_train = count - math.floor(count * val_fraction)
    return dataset.take(n_train), dataset.skip(n_train)
