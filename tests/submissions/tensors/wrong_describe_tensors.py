"""Wrong: rank and size are tensors.

Fails: test_describe_in_plain_python
"""

import tensorflow as tf


def describe(tensor):
    tensor = tf.convert_to_tensor(tensor)
    return {
        "shape": tuple(tensor.shape),
        "rank": tf.rank(tensor),
        "dtype": tensor.dtype.name,
        "size": tf.size(tensor),
    }
