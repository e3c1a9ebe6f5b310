"""Wrong: numbers spread by sweeps down, up, right and left, ten rounds of them, whether they have arrived or not.

Fails: test_instances_large_regions
"""

import numpy as np


def instances(mask):
    mask = np.asarray(mask)
    labels = np.where(mask > 0, np.arange(1, mask.size + 1).reshape(mask.shape), 0)
    for _ in range(10):
        for axis in (0, 1):
            for flip in (False, True):
                m = np.flip(mask, axis) if flip else mask
                l = np.flip(labels, axis) if flip else labels
                m, l = np.moveaxis(m, axis, 0), np.moveaxis(l, axis, 0)
                for i in range(1, len(m)):
                    same = (m[i] == m[i - 1]) & (m[i] > 0)
                    l[i][same] = np.minimum(l[i], l[i - 1])[same]
    found = np.unique(labels[labels > 0])
    return np.where(mask > 0, np.searchsorted(found, labels) + 1, 0).astype(np.int32), len(found)
