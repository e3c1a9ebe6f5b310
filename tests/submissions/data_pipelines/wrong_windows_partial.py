"""Wrong: short windows at the end.

Fails: test_windows_values
"""

import tensorflow as tf


def windows(series, width, horizon=1):
    series = tf.convert_to_tensor(series)
    dataset = tf.data.Dataset.from_tensor_slices(series).window(width + horizon, shift=1)
    dataset = dataset.flat_map(lambda part: part.batch(width + horizon))
    return dataset.map(lambda part: (part[:width], part[-1]))
