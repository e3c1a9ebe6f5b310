"""Same padding rounds down.

Fails: test_size_same
"""

def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return max(size // stride, 1)
    if padding != "valid":
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if kernel > size:
        raise ValueError("the kernel is larger than the input")
    return (size - kernel) // stride + 1
