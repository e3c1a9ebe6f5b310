"""Stops the gradient of the maximum where it is subtracted, and not where it is added back.

Fails: test_sparse_gradients
"""
import tensorflow as tf


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.cast(logits, tf.float32)
    top = tf.reduce_max(logits, axis=-1)
    total = tf.math.log(tf.reduce_sum(tf.exp(logits - tf.stop_gradient(top)[:, None]), axis=-1)) + top
    return tf.reduce_mean(total - tf.gather(logits, tf.cast(labels, tf.int32), batch_dims=1))
