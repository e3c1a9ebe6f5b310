"""Wrong: one element with all windows.

Fails: test_windows_values
"""

import tensorflow as tf


def windows(series, width, horizon=1):
    series = tf.convert_to_tensor(series)
    count = max(len(series) - width - horizon + 1, 0)
    return tf.data.Dataset.range(count).map(lambda i: (series[i : i + width], series[i + width + horizon - 1])).batch(32)
