"""Computes and returns in the precision of the logits.

Fails: test_sparse_takes_other_precisions
"""
import tensorflow as tf


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.convert_to_tensor(logits)
    mine = tf.gather(logits, tf.cast(labels, tf.int32), batch_dims=1)
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=-1) - mine)
