"""A class that occurs nowhere counts with IoU 1.

Fails: test_iou_leaves_absent_classes_out
"""
import numpy as np


def mean_iou(masks, logits, n_classes):
    masks, predicted = np.asarray(masks), np.argmax(logits, axis=-1)
    scores = []
    for c in range(n_classes + 1):
        both = np.sum((masks == c) & (predicted == c))
        either = np.sum((masks == c) | (predicted == c))
        scores.append(both / either if either else 1.0)
    return np.float32(np.mean(scores))
