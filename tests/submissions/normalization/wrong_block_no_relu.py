"""Normalization before nothing: the relu is missing.

Fails: test_block_before
"""

from keras import Sequential, layers


def conv_bn(filters, order="before"):
    if order not in ("before", "after"):
        raise ValueError(f"the order must be 'before' or 'after', not {order!r}")
    conv = layers.Conv2D(filters, 3, padding="same", use_bias=False)
    if order == "before":
        return Sequential([conv, layers.BatchNormalization()])
    return Sequential([conv, layers.ReLU(), layers.BatchNormalization()])
