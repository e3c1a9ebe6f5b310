"""The flood fill calls itself for every pixel: a large region is too deep for Python.

Fails: test_instances_large_regions
"""
import numpy as np


def instances(mask):
    mask = np.asarray(mask)
    h, w = mask.shape
    out = np.zeros((h, w), "int32")

    def fill(y, x, k, n):
        if 0 <= y < h and 0 <= x < w and mask[y, x] == k and not out[y, x]:
            out[y, x] = n
            fill(y + 1, x, k, n)
            fill(y - 1, x, k, n)
            fill(y, x + 1, k, n)
            fill(y, x - 1, k, n)

    n = 0
    for y, x in np.ndindex(h, w):
        if mask[y, x] and not out[y, x]:
            n += 1
            fill(y, x, mask[y, x], n)
    return out, n
