"""The first convolution does not train.

Fails: test_encoder_learns
"""
import keras


def encoder_block(x, filters):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", trainable=False)(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x, keras.layers.MaxPooling2D(2)(x)
