"""Wrong: the shape is a TensorShape.

Fails: test_describe_in_plain_python
"""

import tensorflow as tf


def describe(tensor):
    tensor = tf.convert_to_tensor(tensor)
    shape = tensor.shape
    return {"shape": shape, "rank": shape.rank, "dtype": tensor.dtype.name, "size": shape.num_elements()}
