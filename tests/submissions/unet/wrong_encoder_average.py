"""Pools by the average.

Fails: test_encoder_pools_the_skip
"""
import keras


def encoder_block(x, filters):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x, keras.layers.AveragePooling2D(2)(x)
