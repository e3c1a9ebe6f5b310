"""The step is looked up by the value, which may come back.

Fails: test_logs_the_steps
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    values = list(values)
    writer = tf.summary.create_file_writer(log_dir)
    with writer.as_default():
        for value in values:
            tf.summary.scalar(tag, value, step=values.index(value))
    writer.close()
