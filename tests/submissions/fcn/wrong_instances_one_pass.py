"""One pass that takes the number of the pixel above or to the left: arms that meet further down are never joined.

Fails: test_instances_winding_regions
"""
import numpy as np


def instances(mask):
    mask = np.asarray(mask)
    h, w = mask.shape
    out = np.zeros((h, w), "int32")
    n = 0
    for y, x in np.ndindex(h, w):
        if not mask[y, x]:
            continue
        if y and mask[y - 1, x] == mask[y, x]:
            out[y, x] = out[y - 1, x]
        elif x and mask[y, x - 1] == mask[y, x]:
            out[y, x] = out[y, x - 1]
        else:
            n += 1
            out[y, x] = n
    return out, n
