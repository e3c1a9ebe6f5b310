"""The ready-made pooling with a window as large as the map.

Fails: test_pooling_by_hand
"""
import tensorflow as tf


def global_average_pooling(x):
    x = tf.cast(x, tf.float32)
    return tf.nn.avg_pool2d(x, [x.shape[1], x.shape[2]], 1, "VALID")[:, 0, 0, :]
