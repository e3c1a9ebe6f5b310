"""Wrong: adds a list to the sizes, which a tuple refuses.

Fails: test_mlp_counts_of_a_tuple
"""


def mlp_params(layer_sizes):
    if len(layer_sizes) < 2:
        raise ValueError("two sizes or more are needed")
    sizes = layer_sizes + [0]
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))
