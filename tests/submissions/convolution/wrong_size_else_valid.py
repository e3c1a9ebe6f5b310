"""Whatever is not same counts as valid.

Fails: test_size_rejects_other_paddings
"""

def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return -(-size // stride)
    if kernel > size:
        raise ValueError("the kernel is larger than the input")
    return (size - kernel) // stride + 1
