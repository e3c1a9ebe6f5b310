"""A dict of paddings answers with its own error.

Fails: test_size_rejects_other_paddings
"""

def conv_output_size(size, kernel, stride=1, padding="valid"):
    span = {"valid": size - kernel + 1, "same": size}[padding]
    if span < 1:
        raise ValueError("the kernel is larger than the input")
    return -(-span // stride)
