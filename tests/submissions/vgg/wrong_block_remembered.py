"""Wrong: two equal blocks share their weights: the list of layers is remembered.

Fails: test_block_trains
"""

import functools

import keras


@functools.cache
def _layers(filters, n_convs):
    convolutions = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(n_convs)]
    return [*convolutions, keras.layers.MaxPooling2D(2)]


def vgg_block(filters, n_convs):
    return keras.Sequential(_layers(filters, n_convs))
