"""Takes a zero in the product for a dropped entry: no gradient at 0.

Fails: test_dropout_gradients
"""
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError("rate must be in [0, 1)")
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    kept = x * tf.cast(tf.random.stateless_uniform(tf.shape(x), [seed, 0]) >= rate, tf.float32)
    return tf.where(tf.equal(kept, 0.0), 0.0, x / (1 - rate))
