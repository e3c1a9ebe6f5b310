"""A kernel larger than the input is rejected under same padding too.

Fails: test_size_same
"""

def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if kernel > size:
        raise ValueError("the kernel is larger than the input")
    if padding == "same":
        return -(-size // stride)
    return (size - kernel) // stride + 1
