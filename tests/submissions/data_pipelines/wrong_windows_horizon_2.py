"""Wrong: looks two steps ahead unless told otherwise.

Fails: test_windows_of_arrays
"""

import tensorflow as tf


def windows(series, width, horizon=2):
    series = tf.convert_to_tensor(series)
    count = max(len(series) - width - horizon + 1, 0)
    starts = tf.data.Dataset.range(count)
    return starts.map(lambda i: (series[i : i + width], series[i + width + horizon - 1]))
