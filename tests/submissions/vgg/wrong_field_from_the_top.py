"""Wrong: the layers are taken in the wrong order.

Fails: test_field_with_strides
"""


def receptive_field(layers):
    field = jump = 1
    for kernel, stride in reversed(layers):
        field += (kernel - 1) * jump
        jump *= stride
    return field
