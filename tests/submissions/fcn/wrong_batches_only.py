"""Height and width are taken for axes 1 and 2 even where there is a single image.

Fails: test_upsampling_one_image
"""
import tensorflow as tf


def upsample_nearest(x, factor):
    x = tf.cast(x, tf.float32)
    return tf.repeat(tf.repeat(x, factor, axis=1), factor, axis=2)
