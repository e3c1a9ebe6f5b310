"""Wrong: strides are ignored.

Fails: test_field_with_strides
"""


def receptive_field(layers):
    return 1 + sum(kernel - 1 for kernel, _ in layers)
