"""Convolutions without bias.

Fails: test_encoder_weights
"""
import keras


def encoder_block(x, filters):
    x = keras.layers.Conv2D(filters, 3, use_bias=False, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, use_bias=False, padding="same", activation="relu")(x)
    return x, keras.layers.MaxPooling2D(2)(x)
