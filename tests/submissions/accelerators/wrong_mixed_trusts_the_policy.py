"""Wrong: the softmax takes the global policy, whatever it is.

Fails: test_mixed_model_leaves_the_policy
"""

import keras


def mixed_precision_model(input_shape, n_classes):
    half = keras.DTypePolicy("mixed_float16")
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu", dtype=half),
            keras.layers.Conv2D(32, 3, strides=2, padding="same", activation="relu", dtype=half),
            keras.layers.GlobalAveragePooling2D(dtype=half),
            keras.layers.Dense(n_classes, dtype=half),
            keras.layers.Activation("softmax"),
        ]
    )
