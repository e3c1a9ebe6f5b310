"""The visited pixels are wiped out in the mask that was passed in.

Fails: test_instances_forms
"""
import numpy as np


def instances(mask):
    mask = np.asarray(mask)
    if not mask.flags.writeable:
        mask = mask.copy()
    h, w = mask.shape
    out = np.zeros((h, w), "int32")
    n = 0
    for y, x in np.ndindex(h, w):
        k = mask[y, x]
        if k == 0:
            continue
        n += 1
        stack = [(y, x)]
        while stack:
            a, b = stack.pop()
            if 0 <= a < h and 0 <= b < w and mask[a, b] == k:
                mask[a, b], out[a, b] = 0, n
                stack += [(a + 1, b), (a - 1, b), (a, b + 1), (a, b - 1)]
    return out, n
