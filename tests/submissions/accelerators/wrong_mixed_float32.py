"""Wrong: computes in float32.

Fails: test_mixed_model_multiplies_in_float16
"""

import keras
import tensorflow as tf


def mixed_precision_model(input_shape, n_classes):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu", dtype='float32'),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu", dtype='float32'),
            keras.layers.GlobalAveragePooling2D(dtype='float32'),
            keras.layers.Dense(n_classes, dtype='float32'),
            keras.layers.Activation("softmax", dtype='float32'),
        ]
    )
    return model
