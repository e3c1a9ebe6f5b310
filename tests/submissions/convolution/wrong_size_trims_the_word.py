"""Takes a padding with blanks around it: only two words are allowed.

Fails: test_size_rejects_other_paddings
"""


def conv_output_size(size, kernel, stride=1, padding="valid"):
    padding = padding.strip()
    if padding == "same":
        return -(-size // stride)
    if padding != "valid":
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if kernel > size:
        raise ValueError("the kernel is larger than the input")
    return (size - kernel) // stride + 1
