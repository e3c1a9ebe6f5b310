"""Wrong: a scope changes the tag.

Fails: test_logs_into_the_folder
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(log_dir).as_default(), tf.name_scope("scalars"):
        for step, value in enumerate(values):
            tf.summary.scalar(tag, value, step=step)
