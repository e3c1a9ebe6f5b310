"""Wrong: the writer is never made the default.

Fails: test_logs_the_values
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    writer = tf.summary.create_file_writer(log_dir)
    for step, value in enumerate(values):
        tf.summary.scalar(tag, value, step=step)
    writer.close()
