"""Wrong: windows do not overlap.

Fails: test_windows_values
"""

import tensorflow as tf


def windows(series, width, horizon=1):
    series = tf.convert_to_tensor(series)
    count = max(len(series) - width - horizon + 1, 0)
    starts = tf.data.Dataset.range(count)
    return starts.filter(lambda i: i % width == 0).map(lambda i: (series[i : i + width], series[i + width + horizon - 1]))
