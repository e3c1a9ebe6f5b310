"""Who asks for the same block twice gets the same one, with its weights.

Fails: test_block_is_sequential
"""

import functools

from keras import Sequential, layers


@functools.cache
def conv_bn(filters, order="before"):
    if order not in ("before", "after"):
        raise ValueError(f"the order must be 'before' or 'after', not {order!r}")
    last = [layers.BatchNormalization(), layers.ReLU()]
    conv = layers.Conv2D(filters, 3, padding="same", use_bias=False)
    return Sequential([conv, *(last if order == "before" else last[::-1])])
