"""Wrong: divides by the number of all entries.

Fails: test_mean_of_all, test_mean_along_an_axis, test_holes_have_no_influence
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values = tf.where(mask, tf.cast(values, tf.float32), 0.0)
    if not values.shape.num_elements():
        return tf.reduce_sum(values, axis)
    return tf.reduce_mean(values, axis)
