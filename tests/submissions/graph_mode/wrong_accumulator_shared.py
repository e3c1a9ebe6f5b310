"""Wrong: one variable for all accumulators.

Fails: test_accumulators_are_independent
"""

import tensorflow as tf


TOTAL = tf.Variable(0.0)


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__()
        self.total = TOTAL

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def __call__(self, x):
        return self.total.assign_add(tf.reduce_sum(x))
