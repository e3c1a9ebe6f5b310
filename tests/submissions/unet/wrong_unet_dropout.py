"""Dropout at the bottom.

Fails: test_unet_is_the_same_in_training
"""
import keras


def unet(input_shape, n_classes, base_filters=16, depth=3):
    if input_shape[0] % 2**depth or input_shape[1] % 2**depth:
        raise ValueError(f"sides must be divisible by {2**depth}")
    x = inputs = keras.Input(input_shape)
    skips = []
    for level in range(depth):
        skip, x = encoder_block(x, base_filters * 2**level)
        skips.append(skip)
    for _ in range(2):
        x = keras.layers.Conv2D(base_filters * 2**depth, 3, padding="same", activation="relu")(x)
    x = keras.layers.Dropout(0.5)(x)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], base_filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(n_classes + 1, 1)(x))
