"""Wrong: returns the variable itself, so that an earlier total changes with every later call.

Fails: test_accumulator_returns_the_total
"""

import tensorflow as tf


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__()
        self.total = tf.Variable(0.0)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def add(self, x):
        self.total.assign_add(tf.reduce_sum(x))

    def __call__(self, x):
        self.add(x)
        return self.total
