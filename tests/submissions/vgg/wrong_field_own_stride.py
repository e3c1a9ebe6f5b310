"""Wrong: a layer's own stride stretches its own window.

Fails: test_field_with_strides, test_field_of_a_single_layer
"""


def receptive_field(layers):
    field = jump = 1
    for kernel, stride in layers:
        jump *= stride
        field += (kernel - 1) * jump
    return field
