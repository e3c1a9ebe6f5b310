"""Wrong: the writer is kept, and never flushed.

Fails: test_logs_the_values
"""

import tensorflow as tf


WRITERS = []


def log_scalars(log_dir, tag, values):
    WRITERS.append(tf.summary.create_file_writer(log_dir, max_queue=1000, flush_millis=10**7))
    WRITERS[-1].set_as_default()
    for step, value in enumerate(values):
        tf.summary.scalar(tag, value, step=step)
