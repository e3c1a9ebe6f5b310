"""All pairs of channels are filled instead of the diagonal: each output is the sum of all inputs.

Fails: test_kernel_keeps_channels_apart
"""
import numpy as np


def bilinear_kernel(factor, channels):
    tent = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
    plane = np.outer(tent, tent)
    weights = np.zeros((2 * factor, 2 * factor, channels, channels), "float32")
    for c in range(channels):
        weights[:, :, c, :] = plane[..., None]
    return weights
