"""Wrong: blocks of the same sizes are given the same convolutions, so that they share what they learn.

Fails: test_encoder_twice_in_one_model
"""

import functools

import keras


@functools.cache
def convolution(filters, channels, number):
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")


def encoder_block(x, filters):
    x = convolution(filters, x.shape[-1], 1)(x)
    skip = convolution(filters, filters, 2)(x)
    return skip, keras.layers.MaxPool2D()(skip)
