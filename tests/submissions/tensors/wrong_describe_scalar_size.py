"""Wrong: a scalar has size 0; the rank is one too high for it.

Fails: test_describe_scalar
"""

import tensorflow as tf


def describe(tensor):
    tensor = tf.convert_to_tensor(tensor)
    shape = tuple(tensor.shape)
    return {
        "shape": shape,
        "rank": len(shape),
        "dtype": tensor.dtype.name,
        "size": int(tf.size(tensor)) if shape else 0,
    }
