"""Wrong: at most twenty boxes are kept.

Fails: test_suppression_keeps_the_best
"""

import tensorflow as tf


def non_max_suppression(boxes, scores, iou_threshold=0.5):
    overlaps = iou(boxes, boxes).numpy()
    waiting = list(tf.argsort(tf.cast(scores, tf.float32), direction="DESCENDING", stable=True).numpy())
    kept = []
    while waiting and len(kept) < 20:
        best = waiting.pop(0)
        kept.append(best)
        waiting = [other for other in waiting if overlaps[best, other] <= iou_threshold]
    return tf.constant(kept, tf.int32, shape=[len(kept)])
