"""Sets the global seed: right eagerly, but a graph goes on drawing.

Fails: test_dropout_runs_in_a_graph
"""
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError("rate must be in [0, 1)")
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    tf.random.set_seed(seed)
    keep = tf.random.uniform(x.shape, seed=1) >= rate
    return tf.where(keep, x / (1 - rate), 0.0)
