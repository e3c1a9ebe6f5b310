"""The right error, without a word.

Fails: test_size_rejects_other_paddings
"""

def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding not in ("valid", "same") or (padding == "valid" and kernel > size):
        raise ValueError
    return -(-(size if padding == "same" else size - kernel + 1) // stride)
