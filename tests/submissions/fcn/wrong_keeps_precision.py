"""Nearest neighbor returns the precision that it was given instead of float32.

Fails: test_upsampling_takes_what_tensors_are_made_of
"""
import tensorflow as tf


def upsample_nearest(x, factor):
    x = tf.convert_to_tensor(x)
    return tf.image.resize(x, (x.shape[-3] * factor, x.shape[-2] * factor), "nearest")
