"""Integers of NumPy are refused.

Fails: test_size_defaults
"""


def conv_output_size(size, kernel, stride=1, padding="valid"):
    if not all(type(count) is int for count in (size, kernel, stride)):
        raise TypeError("size, kernel and stride must be ints")
    if padding == "same":
        return -(-size // stride)
    if padding != "valid":
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if kernel > size:
        raise ValueError("the kernel is larger than the input")
    return (size - kernel) // stride + 1
