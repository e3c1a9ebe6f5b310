"""Wrong: reduce_retracing: a second trace for the second length.

Fails: test_accumulator_traces_once
"""

import tensorflow as tf


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__()
        self.total = tf.Variable(0.0)

    @tf.function(reduce_retracing=True)
    def __call__(self, x):
        return self.total.assign_add(tf.reduce_sum(x))
