"""Wrong: computes in the precision of the probabilities and casts the result: in float16 there are three digits.

Fails: test_categorical_takes_other_precisions
"""

import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    p = tf.convert_to_tensor(probabilities)
    t = tf.cast(targets, p.dtype)
    p = tf.clip_by_value(p, tf.cast(1e-7, p.dtype), tf.cast(1 - 1e-7, p.dtype))
    return tf.cast(-tf.reduce_mean(tf.reduce_sum(t * tf.math.log(p), axis=-1)), tf.float32)
