"""One sigmoid per class: the outputs do not add up to 1.

Fails: test_cnn_probabilities
"""

import keras
from keras import layers


def cnn(input_shape, n_classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(n_classes, activation="sigmoid"),
        ]
    )
