"""Wrong: reads everything into lists.

Fails: test_split_is_lazy
"""

import math

import tensorflow as tf


def train_val_split(dataset, val_fraction):
    if not 0 < val_fraction < 1:
        raise ValueError("val_fraction must lie between 0 and 1")
    n = int(dataset.cardinality())
    if n < 0:
        raise ValueError("the length must be known and finite")
    rows = list(dataset.as_numpy_iterator())
    k = n - math.floor(n * val_fraction)
    spec = dataset.element_spec
    parts = rows[:k], rows[k:]
    return tuple(tf.data.Dataset.from_generator(lambda part=part: iter(part), output_signature=spec) for part in parts)
