"""Updates the caller's arrays.

Fails: test_norm_takes_lists_and_other_precisions
"""

import numpy as np
import tensorflow as tf


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    old = [moving_mean, moving_variance]
    x, gamma, beta, moving_mean, moving_variance = (
        tf.cast(value, tf.float32) for value in (x, gamma, beta, moving_mean, moving_variance)
    )
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = tf.nn.moments(x, list(range(len(x.shape) - 1)))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
        for array, new in zip(old, (moving_mean, moving_variance)):
            if isinstance(array, np.ndarray):
                array[:] = new
    return gamma * (x - mean) / tf.sqrt(variance + epsilon) + beta, moving_mean, moving_variance
