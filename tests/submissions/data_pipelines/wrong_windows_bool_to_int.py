"""Truth values become integers.

Fails: test_windows_keep_the_dtype
"""

import tensorflow as tf


def windows(series, width, horizon=1):
    series = tf.convert_to_tensor(series)
    if series.dtype == tf.bool:
        series = tf.cast(series, tf.int32)
    count = max(len(series) - width - horizon + 1, 0)
    starts = tf.data.Dataset.range(count)
    return starts.map(lambda i: (series[i : i + width], series[i + width + horizon - 1]))
