"""Wrong: a stride of the last convolution in place of the pooling.

Fails: test_block_outputs
"""

import keras


def vgg_block(filters, n_convs):
    layers = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(n_convs - 1)]
    last = keras.layers.Conv2D(filters, 3, strides=2, padding="same", activation="relu")
    return keras.Sequential([*layers, last])
