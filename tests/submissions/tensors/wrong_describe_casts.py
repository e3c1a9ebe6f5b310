"""Wrong: everything is cast to float32 first.

Fails: test_describe_dtype, test_describe_takes_anything
"""

import tensorflow as tf


def describe(tensor):
    tensor = tf.cast(tensor, tf.float32)
    shape = tuple(tensor.shape)
    return {"shape": shape, "rank": len(shape), "dtype": "float32", "size": int(tf.size(tensor))}
