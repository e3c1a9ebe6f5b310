"""Wrong: the dtype as Python prints it.

Fails: test_describe_dtype
"""

import tensorflow as tf


def describe(tensor):
    tensor = tf.convert_to_tensor(tensor)
    shape = tuple(tensor.shape)
    return {"shape": shape, "rank": len(shape), "dtype": str(tensor.dtype), "size": int(tf.size(tensor))}
