"""Wrong: the sizes are taken two by two, so layers in between are lost.

Fails: test_mlp_counts
"""


def mlp_params(layer_sizes):
    if len(layer_sizes) < 2:
        raise ValueError("two sizes or more")
    return sum((a + 1) * b for a, b in zip(layer_sizes[::2], layer_sizes[1::2]))
