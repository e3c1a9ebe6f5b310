"""Wrong: elements hold datasets, not tensors.

Fails: test_windows_values
"""

import tensorflow as tf


def windows(series, width, horizon=1):
    series = tf.convert_to_tensor(series)
    dataset = tf.data.Dataset.from_tensor_slices(series)
    parts = dataset.window(width, shift=1, drop_remainder=True)
    return tf.data.Dataset.zip((parts, dataset.skip(width + horizon - 1)))
