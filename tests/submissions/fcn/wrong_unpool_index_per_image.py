"""Unpooling reads the index as a position within one image.

Fails: test_unpool_a_batch
"""
import tensorflow as tf


def max_unpool(pooled, indices, output_shape):
    n, h, w, c = [int(side) for side in output_shape]
    places = tf.reshape(tf.cast(indices, tf.int64) % (h * w * c), [-1, 1])
    values = tf.reshape(tf.cast(pooled, tf.float32), [-1])
    first = tf.scatter_nd(places, values, [h * w * c])
    return tf.reshape(tf.concat([first, tf.zeros((n - 1) * h * w * c)], 0), (n, h, w, c))
