"""Wrong: tables, sequences and images are known; volumes and videos, with five axes, are taken for images.

Fails: test_norm_images_in_training
"""

import tensorflow as tf


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    x, gamma, beta, moving_mean, moving_variance = (
        tf.cast(value, tf.float32) for value in (x, gamma, beta, moving_mean, moving_variance)
    )
    mean, variance = moving_mean, moving_variance
    if training:
        axes = [0] if len(x.shape) == 2 else [0, 1] if len(x.shape) == 3 else [0, 1, 2]
        mean, variance = tf.nn.moments(x, axes)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) * tf.math.rsqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance
