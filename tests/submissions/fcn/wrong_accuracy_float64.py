"""The pixel accuracy is a float64 tensor.

Fails: test_accuracy_of_all_pixels
"""
import numpy as np
import tensorflow as tf


def pixel_accuracy(masks, logits):
    return tf.constant(np.mean(np.argmax(logits, axis=-1) == np.asarray(masks)))
