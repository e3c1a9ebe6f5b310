"""A kernel that does not fit gives 0 outputs.

Fails: test_size_rejects_large_kernels
"""

def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    if padding != "valid":
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    return max((size - kernel) // stride + 1, 0)
