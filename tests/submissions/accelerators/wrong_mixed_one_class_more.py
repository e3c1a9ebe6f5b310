"""Wrong: one output more than there are classes.

Fails: test_mixed_model_classifies
"""

import keras
import tensorflow as tf


def mixed_precision_model(input_shape, n_classes):
    half = "mixed_float16"
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(dtype=half),
            keras.layers.Dense(8, "relu", dtype=half),
            keras.layers.Dense(n_classes + 1, dtype=half),
            keras.layers.Softmax(dtype="float32"),
        ]
    )
