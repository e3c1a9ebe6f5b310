"""Wrong: the variable is hidden from the module.

Fails: test_accumulator_has_one_variable
"""

import tensorflow as tf


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__()
        self.total = lambda variable=tf.Variable(0.0): variable

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def __call__(self, x):
        return self.total().assign_add(tf.reduce_sum(x))
