"""Wrong: average pooling.

Fails: test_block_outputs
"""

import keras


def vgg_block(filters, n_convs):
    layers = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(n_convs)]
    return keras.Sequential([*layers, keras.layers.AveragePooling2D(2)])
