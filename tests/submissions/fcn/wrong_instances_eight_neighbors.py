"""Pixels that meet at a corner are connected, too.

Fails: test_instances_corners_do_not_connect
"""
import numpy as np


def instances(mask):
    mask = np.asarray(mask)
    h, w = mask.shape
    out = np.zeros((h, w), "int32")
    n = 0
    for y, x in np.ndindex(h, w):
        if not mask[y, x] or out[y, x]:
            continue
        n += 1
        stack = [(y, x)]
        out[y, x] = n
        while stack:
            a, b = stack.pop()
            for c, d in [(a + i, b + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]:
                if 0 <= c < h and 0 <= d < w and not out[c, d] and mask[c, d] == mask[y, x]:
                    out[c, d] = n
                    stack.append((c, d))
    return out, n
