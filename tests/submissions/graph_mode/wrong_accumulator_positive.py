"""Wrong: the total never falls below zero.

Fails: test_accumulator_returns_the_total
"""

import tensorflow as tf


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__()
        self.total = tf.Variable(0.0)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def __call__(self, x):
        return self.total.assign(tf.maximum(0.0, self.total + tf.reduce_sum(x)))
