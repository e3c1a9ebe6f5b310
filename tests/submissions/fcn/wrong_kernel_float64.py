"""The kernel is float64.

Fails: test_kernel_is_float32
"""
import numpy as np


def bilinear_kernel(factor, channels):
    tent = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
    plane = np.outer(tent, tent)
    weights = np.zeros((2 * factor, 2 * factor, channels, channels), "float64")
    for c in range(channels):
        weights[:, :, c, c] = plane
    return weights
