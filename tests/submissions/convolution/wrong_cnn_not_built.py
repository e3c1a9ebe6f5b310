"""Without its input shape the model has no weights yet.

Fails: test_cnn_is_built
"""

import keras
from keras import layers


def cnn(input_shape, n_classes):
    return keras.Sequential(
        [
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(n_classes, activation="softmax"),
        ]
    )
