"""Wrong: everything becomes float32.

Fails: test_windows_keep_the_dtype
"""

import tensorflow as tf


def windows(series, width, horizon=1):
    series = tf.cast(series, tf.float32)
    count = max(len(series) - width - horizon + 1, 0)
    starts = tf.data.Dataset.range(count)
    return starts.map(lambda i: (series[i : i + width], series[i + width + horizon - 1]))
