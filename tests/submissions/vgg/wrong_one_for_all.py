"""The network is remembered, and the same one given again.

Fails: test_mini_trains
"""

import functools

import keras
from keras import layers


@functools.lru_cache(maxsize=None)
def _network(input_shape, n_classes, width):
    model = keras.Sequential([keras.Input(input_shape)])
    for filters in (width, 2 * width, 4 * width):
        for _ in range(2):
            model.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D(2))
    model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dense(n_classes, activation="softmax"))
    return model


def mini_vgg(input_shape, n_classes, width=8):
    return _network(tuple(input_shape), n_classes, width)
