"""The skip is multiplied by zero.

Fails: test_decoder_uses_x_and_skip, test_decoder_mixes
"""
import keras


def decoder_block(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2, padding="same")(x)
    x = keras.layers.Concatenate()([x, keras.layers.Rescaling(0.0)(skip)])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x
