"""Wrong: one layer keeps float16 variables.

Fails: test_mixed_model_keeps_float32_variables
"""

import keras
import tensorflow as tf


def mixed_precision_model(input_shape, n_classes):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu", dtype='mixed_float16'),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu", dtype='mixed_float16'),
            keras.layers.GlobalAveragePooling2D(dtype='mixed_float16'),
            keras.layers.Dense(n_classes, dtype='float16'),
            keras.layers.Activation("softmax", dtype='float32'),
        ]
    )
    return model
