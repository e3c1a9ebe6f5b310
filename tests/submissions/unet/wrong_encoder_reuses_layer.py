"""Where x has as many channels as there are filters, one convolution is used twice.

Fails: test_encoder_weights
"""
import keras


def encoder_block(x, filters):
    first = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
    again = x.shape[-1] == filters
    second = first if again else keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
    x = second(first(x))
    return x, keras.layers.MaxPooling2D(2)(x)
