"""A test by substring: the empty word is part of every word.

Fails: test_size_rejects_other_paddings
"""

def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding in "valid":
        if kernel > size:
            raise ValueError("the kernel is larger than the input")
        return (size - kernel) // stride + 1
    if padding in "same":
        return -(-size // stride)
    raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
