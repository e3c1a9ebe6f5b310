"""np.ceil gives a NumPy float, and nobody asked for an int.

Fails: test_size_is_a_python_int
"""

import numpy as np


def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return np.ceil(size / stride)
    if padding != "valid":
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if kernel > size:
        raise ValueError("the kernel is larger than the input")
    return np.ceil((size - kernel + 1) / stride)
