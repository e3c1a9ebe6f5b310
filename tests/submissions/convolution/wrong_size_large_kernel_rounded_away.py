"""Truncates towards zero and refuses what is then below one: at stride 2 a kernel one cell too large still fits once.

Fails: test_size_rejects_large_kernels
"""


def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    if padding != "valid":
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    outputs = int((size - kernel) / stride) + 1
    if outputs < 1:
        raise ValueError("the kernel is larger than the input")
    return outputs
