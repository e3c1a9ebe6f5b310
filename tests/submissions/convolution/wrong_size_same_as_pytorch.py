"""Same padding counted as half a kernel of zeros on each side, as with PyTorch.

Fails: test_size_same
"""

def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    zeros = kernel // 2 if padding == "same" else 0
    if kernel > size + 2 * zeros:
        raise ValueError("the kernel is larger than the input")
    return (size + 2 * zeros - kernel) // stride + 1
