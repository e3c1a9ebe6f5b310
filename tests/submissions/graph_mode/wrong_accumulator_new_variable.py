"""Wrong: a new variable at each call.

Fails: test_accumulator_returns_the_total
"""

import tensorflow as tf


class Accumulator(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def __call__(self, x):
        self.total = tf.Variable(0.0)
        return self.total.assign_add(tf.reduce_sum(x))
