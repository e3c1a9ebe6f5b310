"""One convolution instead of two.

Fails: test_encoder_weights
"""
import keras


def encoder_block(x, filters):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x, keras.layers.MaxPooling2D(2)(x)
