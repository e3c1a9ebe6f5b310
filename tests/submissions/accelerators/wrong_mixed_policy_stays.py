"""Wrong: leaves the global policy switched.

Fails: test_mixed_model_leaves_the_policy
"""

import keras
import tensorflow as tf


def mixed_precision_model(input_shape, n_classes):
    keras.config.set_dtype_policy("mixed_float16")
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu", dtype='mixed_float16'),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu", dtype='mixed_float16'),
            keras.layers.GlobalAveragePooling2D(dtype='mixed_float16'),
            keras.layers.Dense(n_classes, dtype='mixed_float16'),
            keras.layers.Activation("softmax", dtype='float32'),
        ]
    )
    return model
