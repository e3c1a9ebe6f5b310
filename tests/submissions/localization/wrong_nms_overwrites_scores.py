"""Wrong: marks boxes as done in the array of the caller.

Fails: test_suppression_keeps_its_arguments
"""

import numpy as np
import tensorflow as tf


def non_max_suppression(boxes, scores, iou_threshold=0.5):
    overlaps = table(boxes, boxes)
    scores = np.asarray(scores, np.float32)
    if not scores.flags.writeable:
        scores = scores.copy()
    kept = []
    while len(scores) and scores.max() > -np.inf:
        best = int(scores.argmax())
        kept.append(best)
        scores[overlaps[best] > iou_threshold] = -np.inf
        scores[best] = -np.inf
    return np.array(kept, np.int32)


def table(a, b):
    a, b = np.asarray(a, np.float32)[:, None], np.asarray(b, np.float32)[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    common = np.prod(np.maximum(sides, 0), axis=-1)
    areas = [np.prod(np.maximum(x[..., 2:] - x[..., :2], 0), axis=-1) for x in (a, b)]
    union = areas[0] + areas[1] - common
    return np.divide(common, union, out=np.zeros_like(common), where=union > 0)
