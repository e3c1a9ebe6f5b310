"""Twice the intersection over the sum of both: the Dice score, not the IoU.

Fails: test_iou_of_every_class
"""
import numpy as np


def mean_iou(masks, logits, n_classes):
    masks, predicted = np.asarray(masks), np.argmax(logits, axis=-1)
    scores = []
    for c in range(n_classes + 1):
        both = np.sum((masks == c) & (predicted == c))
        either = np.sum((masks == c) | (predicted == c))
        if either:
            scores.append(2 * both / (both + either))
    return np.float32(np.mean(scores))
