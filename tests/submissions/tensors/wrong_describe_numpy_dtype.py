"""The dtype's name of whatever has a dtype: NumPy's own name for an array of strings.

Fails: test_describe_takes_anything
"""

import tensorflow as tf


def describe(tensor):
    t = tf.convert_to_tensor(tensor)
    dtype = getattr(tensor, "dtype", t.dtype)
    return {"shape": tuple(t.shape.as_list()), "rank": t.shape.rank, "dtype": dtype.name, "size": int(tf.size(t))}
