"""Dropout after the concatenation.

Fails: test_decoder_is_the_same_in_training
"""
import keras


def decoder_block(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2, padding="same")(x)
    x = keras.layers.Dropout(0.2)(keras.layers.Concatenate()([x, skip]))
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x
