"""Wrong: only for tensors and arrays, which have a shape and a dtype.

Fails: test_describe_takes_anything
"""

import numpy as np


def describe(tensor):
    shape = tuple(tensor.shape)
    return {"shape": shape, "rank": len(shape), "dtype": tensor.dtype.name, "size": int(np.prod(shape))}
