"""Wrong: no signature: each length is traced.

Fails: test_accumulator_traces_once
"""

import tensorflow as tf


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__()
        self.total = tf.Variable(0.0)

    @tf.function
    def __call__(self, x):
        return self.total.assign_add(tf.reduce_sum(x))
