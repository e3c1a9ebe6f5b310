"""TensorFlow's fused op.

Fails: test_norm_by_hand
"""

import tensorflow as tf


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    x, gamma, beta, moving_mean, moving_variance = (
        tf.cast(value, tf.float32) for value in (x, gamma, beta, moving_mean, moving_variance)
    )
    flat = tf.reshape(x, (-1, 1, 1, x.shape[-1]))
    used = {} if training else {"mean": moving_mean, "variance": moving_variance}
    y, _, _ = tf.compat.v1.nn.fused_batch_norm(flat, gamma, beta, epsilon=epsilon, is_training=bool(training), **used)
    if training:
        mean, variance = tf.nn.moments(flat, [0, 1, 2])
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    return tf.reshape(y, tf.shape(x)), moving_mean, moving_variance
