"""Wrong: runs eagerly.

Fails: test_accumulator_runs_in_a_graph
"""

import tensorflow as tf


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__()
        self.total = tf.Variable(0.0)

    def __call__(self, x):
        return self.total.assign_add(tf.reduce_sum(x))
