"""A function that applies three layers is no Sequential.

Fails: test_block_is_sequential
"""

import keras


class Block(keras.Model):
    def __init__(self, parts):
        super().__init__()
        self.parts = parts

    def call(self, x, training=None):
        for part in self.parts:
            x = part(x, training=training) if isinstance(part, keras.layers.BatchNormalization) else part(x)
        return x


def conv_bn(filters, order="before"):
    if order not in ("before", "after"):
        raise ValueError(f"the order must be 'before' or 'after', not {order!r}")
    tail = [keras.layers.BatchNormalization(), keras.layers.ReLU()]
    return Block([keras.layers.Conv2D(filters, 3, padding="same", use_bias=False), *tail[:: 1 if order == "before" else -1]])
