"""Wrong: dropout after the pooling.

Fails: test_block_has_no_noise
"""

import keras


def vgg_block(filters, n_convs):
    layers = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(n_convs)]
    return keras.Sequential([*layers, keras.layers.MaxPooling2D(2), keras.layers.Dropout(0.25)])
