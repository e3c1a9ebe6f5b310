"""Wrong: integers are held in two bytes.

Fails: test_logs_other_kinds_of_numbers
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(log_dir).as_default():
        for step, value in enumerate(values):
            number = tf.cast(value, tf.int16) if isinstance(value, int) else value
            tf.summary.scalar(tag, number, step=step)
