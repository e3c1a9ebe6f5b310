"""Unpooling makes sides twice as long as the pooled ones, whatever output_shape says, and cuts or pads at the end.

Fails: test_unpool_odd_sizes
"""
import tensorflow as tf


def max_unpool(pooled, indices, output_shape):
    pooled = tf.cast(pooled, tf.float32)
    n, h, w, c = pooled.shape
    full = (n, 2 * h, 2 * w, c)
    flat = tf.scatter_nd(tf.reshape(tf.cast(indices, tf.int64), [-1, 1]), tf.reshape(pooled, [-1]), [16 * n * h * w * c])
    out = tf.reshape(flat[: n * 4 * h * w * c], full)
    _, height, width, _ = [int(side) for side in output_shape]
    return out[:, :height, :width]
