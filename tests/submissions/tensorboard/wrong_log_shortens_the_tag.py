"""Wrong: the tag loses what stands before the slash.

Fails: test_logs_into_the_folder
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(log_dir).as_default():
        for step, value in enumerate(values):
            tf.summary.scalar(tag.split("/")[-1], value, step=step)
