"""Wrong: reversed boxes and coordinates are mended in the array of the caller.

Fails: test_iou_keeps_its_arguments
"""

import numpy as np
import tensorflow as tf


def iou(a, b):
    a, b = np.asarray(a, np.float32), np.asarray(b, np.float32)
    for boxes in (a, b):
        if boxes.flags.writeable:
            boxes[:, 2:] -= boxes[:, :2]
    sizes = [x[:, 2:] if x.flags.writeable else x[:, 2:] - x[:, :2] for x in (a, b)]
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum((a[:, :2] + sizes[0])[:, None], (b[:, :2] + sizes[1])[None])
    common = np.prod(np.maximum(high - low, 0), axis=-1)
    areas = [np.prod(np.maximum(size, 0), axis=-1) for size in sizes]
    union = areas[0][:, None] + areas[1][None] - common
    return tf.constant(np.divide(common, union, out=np.zeros_like(common), where=union > 0))
