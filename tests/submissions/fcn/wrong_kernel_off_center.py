"""The tent has its middle on tap number `factor`: the map moves by half a pixel.

Fails: test_kernel_is_a_tent
"""
import numpy as np


def bilinear_kernel(factor, channels):
    tent = 1 - np.abs(np.arange(2 * factor) - factor) / factor
    plane = np.outer(tent, tent)
    weights = np.zeros((2 * factor, 2 * factor, channels, channels), "float32")
    for c in range(channels):
        weights[:, :, c, c] = plane
    return weights
