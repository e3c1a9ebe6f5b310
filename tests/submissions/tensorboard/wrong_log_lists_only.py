"""Wrong: integers and arrays have no method is_integer.

Fails: test_logs_other_kinds_of_numbers
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(log_dir).as_default():
        for step, value in enumerate(values):
            if not isinstance(value, float):
                continue
            tf.summary.scalar(tag, value, step=step)
