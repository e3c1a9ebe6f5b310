"""Wrong: the size is the first length times the last.

Fails: test_describe_rank_and_size
"""

import tensorflow as tf


def describe(tensor):
    tensor = tf.convert_to_tensor(tensor)
    shape = tuple(tensor.shape)
    size = shape[0] * shape[-1] if len(shape) > 1 else (shape[0] if shape else 1)
    return {"shape": shape, "rank": len(shape), "dtype": tensor.dtype.name, "size": size}
