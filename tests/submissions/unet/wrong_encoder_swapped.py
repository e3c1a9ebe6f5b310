"""The two results are in the other order.

Fails: test_encoder_shapes, test_encoder_skip
"""
import keras


def encoder_block(x, filters):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.MaxPooling2D(2)(x), x
