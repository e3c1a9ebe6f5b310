"""Wrong: a Python number: it is frozen into the graph.

Fails: test_accumulator_returns_the_total
"""

import tensorflow as tf


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__()
        self.total = tf.Variable(0.0)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def __call__(self, x):
        self.sum = getattr(self, 'sum', 0.0) + 1.0
        return tf.reduce_sum(x) + self.sum - 1.0
