"""Models that the course gives to learners: the encoder under the segmentation networks of topic 16."""

from __future__ import annotations

import keras
from keras import layers

WIDTH_FACTORS = (1, 2, 4, 8, 8)
"""Filters of the five blocks, in multiples of `width`: VGG's 64, 128, 256, 512, 512."""


def encoder(input_shape: tuple[int | None, int | None, int], width: int = 16) -> keras.Model:
    """A VGG-like convolutional encoder with the feature maps that skip connections need.

    Five blocks, each one 3×3 convolution ("same", relu, with bias) and a 2×2 max-pooling, with `width` times
    1, 2, 4, 8 and 8 filters. The weights are fresh (He uniform) and trainable.

    Args:
        input_shape: `(height, width, channels)` of one image; sides may be None, or multiples of 32.
        width: filters of the first block, at least 1.

    Returns:
        A functional model named "encoder". Its three outputs, in this order and each from the layer of that name:
        `pool3` `(n, h/8, w/8, 4·width)`, `pool4` `(n, h/16, w/16, 8·width)`, `pool5` `(n, h/32, w/32, 8·width)`.
        At `(64, 64, 3)` and width 16: 64, 128 and 128 channels, 245,024 parameters.

    Raises:
        ValueError: when the shape has not three axes, a side is not a multiple of 32, or the width is below 1.

    Sources: J. Long, E. Shelhamer, T. Darrell, "Fully convolutional networks for semantic segmentation" (2015) read
    their scores from pool3, pool4 and pool5 of VGG-16: K. Simonyan, A. Zisserman, "Very deep convolutional networks
    for large-scale image recognition" (2015). Here with one convolution in place of VGG's two or three per block.
    """
    shape = tuple(input_shape)
    if len(shape) != 3:
        raise ValueError(f"input_shape must be (height, width, channels), not {shape}")
    if any(side is not None and (side < 32 or side % 32) for side in shape[:2]):
        raise ValueError(f"the sides of input_shape must be multiples of 32 (five halvings) or None, not {shape[:2]}")
    if width < 1:
        raise ValueError(f"width must be at least 1, not {width}")
    x = inputs = keras.Input(shape, name="image")
    pools = []
    for block, factor in enumerate(WIDTH_FACTORS, start=1):
        x = layers.Conv2D(
            width * factor,
            kernel_size=3,
            padding="same",
            activation="relu",
            kernel_initializer="he_uniform",
            name=f"conv{block}",
        )(x)
        x = layers.MaxPooling2D(2, name=f"pool{block}")(x)
        pools.append(x)
    return keras.Model(inputs, pools[2:], name="encoder")
