"""Wrong: a sigmoid for each class.

Fails: test_mixed_model_classifies
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
            keras.layers.Dense(n_classes, dtype='mixed_float16'),
            keras.layers.Activation("softmax", dtype='float32'),
            keras.layers.Activation("sigmoid", dtype="float32"),
        ]
    )
    return model
