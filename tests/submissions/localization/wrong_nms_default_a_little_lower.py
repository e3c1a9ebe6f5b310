"""Wrong: the threshold is 0.45 by default.

Fails: test_suppression_threshold
"""

import tensorflow as tf


def non_max_suppression(boxes, scores, iou_threshold=0.45):
    overlaps = iou(boxes, boxes).numpy()
    waiting = list(tf.argsort(tf.cast(scores, tf.float32), direction="DESCENDING", stable=True).numpy())
    kept = []
    while waiting:
        best = waiting.pop(0)
        kept.append(best)
        waiting = [other for other in waiting if overlaps[best, other] <= iou_threshold]
    return tf.constant(kept, tf.int32, shape=[len(kept)])
