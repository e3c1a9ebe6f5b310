"""The map that goes down is every second pixel of the skip.

Fails: test_encoder_pools_the_skip
"""
import keras


def encoder_block(x, filters):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x, keras.layers.MaxPooling2D(1, strides=2)(x)
