"""Wrong: every tag in a folder of its own.

Fails: test_logs_into_the_folder
"""

import os
import tensorflow as tf


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(os.path.join(log_dir, tag)).as_default():
        for step, value in enumerate(values):
            tf.summary.scalar(tag, value, step=step)
