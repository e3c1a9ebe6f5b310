"""The mean is over the classes in the masks: one that is only predicted goes unpunished.

Fails: test_iou_counts_one_sided_classes
"""
import numpy as np


def mean_iou(masks, logits, n_classes):
    masks, predicted = np.asarray(masks), np.argmax(logits, axis=-1)
    scores = []
    for c in np.unique(masks):
        both = np.sum((masks == c) & (predicted == c))
        either = np.sum((masks == c) | (predicted == c))
        if either:
            scores.append(both / either)
    return np.float32(np.mean(scores))
