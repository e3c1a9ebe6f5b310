"""Right: the number is computed by math.pow, so that the message says 8.0 instead of 8."""

import math

import keras


def unet(input_shape, n_classes, base_filters=16, depth=3):
    number = math.pow(2, depth)
    for side in input_shape[:2]:
        if side % number:
            raise ValueError(f"Each side must be divisible by {number}, but one is {side}.")
    x = inputs = keras.Input(input_shape)
    skips = []
    for level in range(depth):
        skip, x = encoder_block(x, base_filters * 2**level)
        skips.append(skip)
    for _ in range(2):
        x = keras.layers.Conv2D(base_filters * 2**depth, 3, padding="same", activation="relu")(x)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], base_filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(n_classes + 1, 1)(x))
