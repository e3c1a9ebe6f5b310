"""All layers compute in float16, the last one too.

Fails: test_cnn_computes_the_right_function, test_cnn_probabilities
"""

import keras
from keras import layers


def cnn(input_shape, n_classes):
    half = {"dtype": "mixed_float16"}
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(32, 3, activation="relu", **half),
            layers.MaxPooling2D(2, **half),
            layers.Conv2D(64, 3, activation="relu", **half),
            layers.GlobalAveragePooling2D(**half),
            layers.Dense(n_classes, activation="softmax", **half),
        ]
    )
