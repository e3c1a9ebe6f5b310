"""Wrong: the caller's list is emptied.

Fails: test_mlp_leaves_its_list_alone
"""


def mlp_params(layer_sizes):
    if len(layer_sizes) < 2:
        raise ValueError("two sizes or more")
    sizes = layer_sizes if isinstance(layer_sizes, list) else list(layer_sizes)
    total, last = 0, sizes.pop(0)
    while sizes:
        size = sizes.pop(0)
        total, last = total + (last + 1) * size, size
    return total
