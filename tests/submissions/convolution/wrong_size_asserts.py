"""An assert in place of a ValueError.

Fails: test_size_rejects_large_kernels
"""

def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    if padding != "valid":
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    assert kernel <= size, "the kernel is larger than the input"
    return (size - kernel) // stride + 1
