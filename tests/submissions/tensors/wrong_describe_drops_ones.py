"""Wrong: axes of length 1 are left out.

Fails: test_describe_shape
"""

import tensorflow as tf


def describe(tensor):
    tensor = tf.squeeze(tf.convert_to_tensor(tensor))
    shape = tuple(tensor.shape)
    return {"shape": shape, "rank": len(shape), "dtype": tensor.dtype.name, "size": int(tf.size(tensor))}
