"""Wrong: row by row; an output without connection gets no row.

Fails: test_jacobian_with_a_constant_output
"""

import tensorflow as tf


def jacobian(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        entries = tf.unstack(fn(x))
    rows = [tape.gradient(entry, x) for entry in entries]
    return tf.stack([row for row in rows if row is not None and tf.reduce_any(row != 0)])
