"""The transposed convolution does not train.

Fails: test_decoder_learns
"""
import keras


def decoder_block(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2, padding="same", trainable=False)(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x
