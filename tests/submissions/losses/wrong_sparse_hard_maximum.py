"""The maximum instead of the soft one.

Fails: test_sparse_values
"""
import tensorflow as tf


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.cast(logits, tf.float32)
    return tf.reduce_mean(tf.reduce_max(logits, axis=-1) - tf.gather(logits, tf.cast(labels, tf.int32), batch_dims=1))
