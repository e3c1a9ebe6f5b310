"""Wrong: one layer in the middle has no policy and computes in float32.

Fails: test_mixed_model_multiplies_in_float16
"""

import keras
import tensorflow as tf


def mixed_precision_model(input_shape, n_classes):
    half = "mixed_float16"
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu", dtype=half),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu", dtype="float32"),
            keras.layers.GlobalAveragePooling2D(dtype=half),
            keras.layers.Dense(n_classes, dtype=half),
            keras.layers.Softmax(dtype="float32"),
        ]
    )
