"""Computes and returns in the precision of the input.

Fails: test_pooling_takes_other_precisions
"""
import tensorflow as tf


def global_average_pooling(x):
    return tf.reduce_mean(tf.convert_to_tensor(x), axis=[1, 2])
