"""Asked for a second model, it gives the first one again, with all that this one has learned.

Fails: test_cnn_trains
"""

import functools

import keras
from keras import layers


@functools.lru_cache
def cnn(input_shape, n_classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(n_classes, activation="softmax"),
        ]
    )
