"""Wrong: what was there before is removed.

Fails: test_logs_two_series_side_by_side
"""

import shutil
import tensorflow as tf


def log_scalars(log_dir, tag, values):
    shutil.rmtree(log_dir, ignore_errors=True)
    with tf.summary.create_file_writer(log_dir).as_default():
        for step, value in enumerate(values):
            tf.summary.scalar(tag, value, step=step)
