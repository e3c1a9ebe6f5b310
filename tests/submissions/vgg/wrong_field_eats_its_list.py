"""Wrong: the caller's list is emptied.

Fails: test_field_leaves_its_list_alone
"""


def receptive_field(layers):
    field = 1
    while layers:
        kernel, stride = layers.pop()
        field = (field - 1) * stride + kernel
    return field
