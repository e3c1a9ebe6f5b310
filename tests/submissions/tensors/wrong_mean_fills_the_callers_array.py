"""Wrong: the holes are filled in the array that was given.

Fails: test_mean_leaves_its_arguments_alone
"""

import numpy as np
import tensorflow as tf


def masked_mean(values, mask, axis=None):
    mask = np.asarray(mask, bool)
    values = values if isinstance(values, np.ndarray) else np.array(values, "float32")
    values[~mask] = 0.0
    return tf.math.divide_no_nan(tf.cast(values.sum(axis), tf.float32), tf.cast(mask.sum(axis), tf.float32))
