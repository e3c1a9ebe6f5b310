"""The mean IoU is computed image by image and then averaged.

Fails: test_iou_pools_the_batch
"""
import numpy as np


def mean_iou(masks, logits, n_classes):
    masks, predicted = np.asarray(masks), np.argmax(logits, axis=-1)
    images = []
    for mask, guess in zip(masks, predicted):
        scores = []
        for c in range(n_classes + 1):
            either = np.sum((mask == c) | (guess == c))
            if either:
                scores.append(np.sum((mask == c) & (guess == c)) / either)
        images.append(np.mean(scores))
    return np.float32(np.mean(images))
