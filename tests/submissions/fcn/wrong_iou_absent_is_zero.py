"""A class that occurs nowhere counts with IoU 0.

Fails: test_iou_leaves_absent_classes_out
"""
import numpy as np


def mean_iou(masks, logits, n_classes):
    masks, predicted = np.asarray(masks), np.argmax(logits, axis=-1)
    scores = []
    for c in range(n_classes + 1):
        both = np.sum((masks == c) & (predicted == c))
        either = np.sum((masks == c) | (predicted == c))
        scores.append(both / max(either, 1))
    return np.float32(np.mean(scores))
