"""Wrong: blocks of the same sizes are given the same layers, so that they share what they learn.

Fails: test_decoder_twice_in_one_model
"""

import functools

import keras


@functools.cache
def layers(filters, below, across):
    return (
        keras.layers.Conv2DTranspose(filters, 2, strides=2, padding="same"),
        keras.layers.Conv2D(filters, 3, padding="same", activation="relu"),
        keras.layers.Conv2D(filters, 3, padding="same", activation="relu"),
    )


def decoder_block(x, skip, filters):
    enlarge, first, second = layers(filters, x.shape[-1], skip.shape[-1])
    return second(first(keras.layers.Concatenate()([enlarge(x), skip])))
