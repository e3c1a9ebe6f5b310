"""A class of which a single pixel was true or predicted is left out.

Fails: test_iou_counts_one_sided_classes
"""
import tensorflow as tf


def pixel_accuracy(masks, logits):
    right = tf.equal(tf.argmax(logits, axis=-1), tf.cast(masks, tf.int64))
    return tf.reduce_mean(tf.cast(right, tf.float32))


def mean_iou(masks, logits, n_classes):
    predicted = tf.reshape(tf.argmax(logits, axis=-1), [-1])
    counts = tf.math.confusion_matrix(tf.reshape(masks, [-1]), predicted, n_classes + 1, dtype=tf.float32)
    hits = tf.linalg.diag_part(counts)
    union = tf.reduce_sum(counts, axis=0) + tf.reduce_sum(counts, axis=1) - hits
    return tf.reduce_mean(hits[union > 1] / union[union > 1])
