"""Wrong: half precision.

Fails: test_logs_the_values
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(log_dir).as_default():
        for step, value in enumerate(values):
            tf.summary.scalar(tag, tf.cast(value, tf.float16), step=step)
