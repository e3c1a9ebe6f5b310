"""Wrong: no padding.

Fails: test_block_output_shape, test_block_outputs
"""

import keras


def vgg_block(filters, n_convs):
    layers = [keras.layers.Conv2D(filters, 3, activation="relu") for _ in range(n_convs)]
    return keras.Sequential([*layers, keras.layers.MaxPooling2D(2)])
