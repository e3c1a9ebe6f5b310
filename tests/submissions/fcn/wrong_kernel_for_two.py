"""The slope of the tent is that of stride 2, whatever the stride.

Fails: test_kernel_any_even_factor
"""
import numpy as np


def bilinear_kernel(factor, channels):
    tent = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / 2
    tent = np.maximum(tent, 0)
    plane = np.outer(tent, tent)
    weights = np.zeros((2 * factor, 2 * factor, channels, channels), "float32")
    for c in range(channels):
        weights[:, :, c, c] = plane
    return weights
