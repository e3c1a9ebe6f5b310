"""Wrong: returns the sum of x.

Fails: test_accumulator_returns_the_total
"""

import tensorflow as tf


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__()
        self.total = tf.Variable(0.0)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def __call__(self, x):
        added = tf.reduce_sum(x)
        self.total.assign_add(added)
        return added
