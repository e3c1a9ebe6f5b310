"""Whole numbers, but NumPy's.

Fails: test_size_is_a_python_int
"""

import numpy as np


def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if padding == "valid" and kernel > size:
        raise ValueError("the kernel is larger than the input")
    span = size if padding == "same" else size - kernel + 1
    return np.ceil(span / stride).astype(int)
