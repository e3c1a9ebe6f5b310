"""The skip is taken after the first convolution.

Fails: test_encoder_skip, test_encoder_pools_the_skip
"""
import keras


def encoder_block(x, filters):
    skip = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(skip)
    return skip, keras.layers.MaxPooling2D(2)(x)
