"""Wrong: one sigmoid output where there are two classes.

Fails: test_mixed_model_classifies
"""

import keras


def mixed_precision_model(input_shape, n_classes):
    half = "mixed_float16"
    binary = n_classes == 2
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(dtype=half),
            keras.layers.Dense(8, "relu", dtype=half),
            keras.layers.Dense(1 if binary else n_classes, dtype=half),
            keras.layers.Activation("sigmoid" if binary else "softmax", dtype="float32"),
        ]
    )
