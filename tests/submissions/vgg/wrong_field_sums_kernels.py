"""Wrong: the overlap of the windows is forgotten.

Fails: test_field_of_convolutions, test_field_with_strides
"""


def receptive_field(layers):
    field, jump = 0, 1
    for kernel, stride in layers:
        field += kernel * jump
        jump *= stride
    return field
