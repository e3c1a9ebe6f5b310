"""Wrong: returns the total from before.

Fails: test_accumulator_returns_the_total
"""

import tensorflow as tf


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__()
        self.total = tf.Variable(0.0)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def __call__(self, x):
        before = self.total.read_value()
        self.total.assign_add(tf.reduce_sum(x))
        return before
