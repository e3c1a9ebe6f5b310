"""Wrong: the numbers of the regions are kept in bytes: from the 256th region on they do not fit.

Fails: test_instances_large_regions
"""

import numpy as np
import tensorflow as tf


def instances(mask):
    mask = np.asarray(mask)
    height, width = mask.shape
    regions = np.zeros(mask.shape, np.uint8)
    count = 0
    for y0 in range(height):
        for x0 in range(width):
            if mask[y0, x0] == 0 or regions[y0, x0]:
                continue
            count += 1
            regions[y0, x0] = count
            stack = [(y0, x0)]
            while stack:
                y, x = stack.pop()
                for v, u in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                    if 0 <= v < height and 0 <= u < width and not regions[v, u] and mask[v, u] == mask[y, x]:
                        regions[v, u] = count
                        stack.append((v, u))
    return tf.cast(regions, tf.int32), count
