"""Calls the ready-made cross-entropy of tf.nn on logarithms.

Fails: test_binary_by_hand
"""
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    y = tf.cast(labels, tf.float32)
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    logits = tf.stack([tf.math.log(p), tf.math.log(1 - p)], axis=-1)
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(tf.stack([y, 1 - y], axis=-1), logits))
