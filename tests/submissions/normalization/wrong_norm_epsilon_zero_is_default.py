"""No epsilon is taken for the default one.

Fails: test_norm_momentum_and_epsilon
"""

import tensorflow as tf


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    epsilon = epsilon or 1e-3
    x, gamma, beta, moving_mean, moving_variance = (
        tf.cast(value, tf.float32) for value in (x, gamma, beta, moving_mean, moving_variance)
    )
    if not training:
        y = gamma * (x - moving_mean) / tf.sqrt(moving_variance + epsilon) + beta
        return y, moving_mean, moving_variance
    axes = list(range(len(x.shape) - 1))
    mean = tf.reduce_mean(x, axes)
    variance = tf.reduce_mean((x - mean) ** 2, axes)
    y = gamma * (x - mean) / tf.sqrt(variance + epsilon) + beta
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return y, new_mean, new_variance
