"""Wrong: the biases are forgotten.

Fails: test_mlp_counts, test_mlp_counts_one_layer
"""


def mlp_params(layer_sizes):
    if len(layer_sizes) < 2:
        raise ValueError("two sizes or more")
    return sum(a * b for a, b in zip(layer_sizes, layer_sizes[1:]))
