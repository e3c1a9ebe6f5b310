"""Wrong: the horizon counts from the value behind the window.

Fails: test_windows_targets
"""

import tensorflow as tf


def windows(series, width, horizon=1):
    series = tf.convert_to_tensor(series)
    count = max(len(series) - width - horizon, 0)
    starts = tf.data.Dataset.range(count)
    return starts.map(lambda i: (series[i : i + width], series[i + width + horizon]))
