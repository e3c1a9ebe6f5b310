"""Wrong: a float.

Fails: test_field_is_an_int
"""


def receptive_field(layers):
    field = jump = 1.0
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump *= stride
    return field
