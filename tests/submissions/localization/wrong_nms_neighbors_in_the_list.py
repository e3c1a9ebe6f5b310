"""Wrong: compares with the last one kept only.

Fails: test_suppression_keeps_the_best
"""

import numpy as np
import tensorflow as tf


def non_max_suppression(boxes, scores, iou_threshold=0.5):
    overlaps = table(boxes, boxes)
    scores = np.asarray(scores, np.float32)
    waiting = list(np.argsort(-scores, kind="stable"))
    kept = []
    for index in waiting:
        if not kept or overlaps[kept[-1], index] <= iou_threshold:
            kept.append(index)
    return np.array(kept, np.int32)


def table(a, b):
    a, b = np.asarray(a, np.float32)[:, None], np.asarray(b, np.float32)[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    common = np.prod(np.maximum(sides, 0), axis=-1)
    areas = [np.prod(np.maximum(x[..., 2:] - x[..., :2], 0), axis=-1) for x in (a, b)]
    union = areas[0] + areas[1] - common
    return np.divide(common, union, out=np.zeros_like(common), where=union > 0)
