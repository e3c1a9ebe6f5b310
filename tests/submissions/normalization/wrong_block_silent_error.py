"""An error without a word.

Fails: test_block_rejects_other_orders
"""

from keras import Sequential, layers


def conv_bn(filters, order="before"):
    if order not in ("before", "after"):
        raise ValueError
    conv = layers.Conv2D(filters, 3, padding="same", use_bias=False)
    if order == "before":
        return Sequential([conv, layers.BatchNormalization(), layers.ReLU()])
    return Sequential([conv, layers.ReLU(), layers.BatchNormalization()])
