"""Wrong: only the last convolution trains.

Fails: test_block_trains
"""

import keras


def vgg_block(filters, n_convs):
    layers = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(n_convs)]
    for layer in layers[:-1]:
        layer.trainable = False
    return keras.Sequential([*layers, keras.layers.MaxPooling2D(2)])
