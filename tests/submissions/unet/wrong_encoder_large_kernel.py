"""The first kernel is 5×5.

Fails: test_encoder_weights
"""
import keras


def encoder_block(x, filters):
    x = keras.layers.Conv2D(filters, 5, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x, keras.layers.MaxPooling2D(2)(x)
