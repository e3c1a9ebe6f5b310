"""Nearest-neighbor enlargement and a 2×2 convolution.

Fails: test_decoder_weights, test_decoder_enlarges_linearly
"""
import keras


def decoder_block(x, skip, filters):
    x = keras.layers.Conv2D(filters, 2, padding="same")(keras.layers.UpSampling2D(2)(x))
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x
