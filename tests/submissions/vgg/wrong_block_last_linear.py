"""Wrong: the last convolution has no relu.

Fails: test_block_outputs
"""

import keras


def vgg_block(filters, n_convs):
    layers = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(n_convs - 1)]
    last = keras.layers.Conv2D(filters, 3, padding="same")
    return keras.Sequential([*layers, last, keras.layers.MaxPooling2D(2)])
