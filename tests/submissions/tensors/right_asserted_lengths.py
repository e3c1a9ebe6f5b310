"""Right: lengths compared by tf.debugging, which is done early where they are one object, as small integers are."""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    try:
        tf.debugging.assert_equal(a.shape[-1], b.shape[-1])
    except tf.errors.InvalidArgumentError:
        raise ValueError(f"the last axes must match: a has {a.shape[-1]}, b has {b.shape[-1]}") from None
    return tf.norm(a[:, None] - b[None], axis=-1)
