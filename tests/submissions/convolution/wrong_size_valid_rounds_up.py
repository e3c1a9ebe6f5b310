"""A last window that sticks out counts too.

Fails: test_size_valid
"""

def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    if padding != "valid":
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if kernel > size:
        raise ValueError("the kernel is larger than the input")
    return -(-(size - kernel) // stride) + 1
