"""Wrong: one relu, after the last convolution.

Fails: test_block_outputs
"""

import keras


def vgg_block(filters, n_convs):
    layers = [keras.layers.Conv2D(filters, 3, padding="same") for _ in range(n_convs)]
    return keras.Sequential([*layers, keras.layers.ReLU(), keras.layers.MaxPooling2D(2)])
