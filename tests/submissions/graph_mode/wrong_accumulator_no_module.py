"""Wrong: a plain class.

Fails: test_accumulator_has_one_variable
"""

import tensorflow as tf


class Accumulator:
    def __init__(self):
        super().__init__()
        self.total = tf.Variable(0.0)

    @property
    def variables(self):
        return [self.total]

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def __call__(self, x):
        return self.total.assign_add(tf.reduce_sum(x))
