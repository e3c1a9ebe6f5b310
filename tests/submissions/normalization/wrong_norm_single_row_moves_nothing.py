"""Wrong: one row has no variance worth knowing, it says: the moving variance stays where it is.

Fails: test_norm_moving_variance
"""

import tensorflow as tf


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    x, gamma, beta, moving_mean, moving_variance = (
        tf.cast(value, tf.float32) for value in (x, gamma, beta, moving_mean, moving_variance)
    )
    mean, variance = moving_mean, moving_variance
    if training:
        axes = list(range(len(x.shape) - 1))
        mean, variance = tf.nn.moments(x, axes)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        if x.shape.num_elements() > x.shape[-1]:
            moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) * tf.math.rsqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance

