"""The skip is added, after a 1×1 convolution.

Fails: test_decoder_weights
"""
import keras


def decoder_block(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2, padding="same")(x)
    x = keras.layers.Add()([x, keras.layers.Conv2D(filters, 1)(skip)])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x
