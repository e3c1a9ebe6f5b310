"""The background is left out of the mean.

Fails: test_iou_of_every_class
"""
import numpy as np


def mean_iou(masks, logits, n_classes):
    masks, predicted = np.asarray(masks), np.argmax(logits, axis=-1)
    scores = []
    for c in range(1, n_classes + 1):
        both = np.sum((masks == c) & (predicted == c))
        either = np.sum((masks == c) | (predicted == c))
        if either:
            scores.append(both / either)
    return np.float32(np.mean(scores) if scores else 1.0)
