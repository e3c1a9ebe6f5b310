"""Right: an LSTM reads the image row by row in half precision, as in topic 18; one Dense in float32 ends it."""

import keras


def mixed_precision_model(input_shape, n_classes):
    height, width, channels = input_shape
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Reshape((height, width * channels), dtype="mixed_float16"),
            keras.layers.LSTM(16, dtype="mixed_float16"),
            keras.layers.Dense(n_classes, activation="softmax", dtype="float32"),
        ]
    )
