"""The normalization is born frozen.

Fails: test_block_trains
"""

from keras import Sequential, layers


def conv_bn(filters, order="before"):
    if order not in ("before", "after"):
        raise ValueError(f"the order must be 'before' or 'after', not {order!r}")
    conv = layers.Conv2D(filters, 3, padding="same", use_bias=False)
    if order == "before":
        return Sequential([conv, layers.BatchNormalization(trainable=False), layers.ReLU()])
    return Sequential([conv, layers.ReLU(), layers.BatchNormalization()])
