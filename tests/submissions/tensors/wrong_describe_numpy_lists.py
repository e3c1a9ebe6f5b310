"""Wrong: lists go through NumPy, whose floats are float64.

Fails: test_describe_takes_anything
"""

import numpy as np
import tensorflow as tf


def describe(tensor):
    tensor = tensor if tf.is_tensor(tensor) else tf.convert_to_tensor(np.array(tensor))
    shape = tuple(tensor.shape)
    return {"shape": shape, "rank": len(shape), "dtype": tensor.dtype.name, "size": int(tf.size(tensor))}
