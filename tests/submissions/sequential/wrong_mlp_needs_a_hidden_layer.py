"""Wrong: two sizes are refused too.

Fails: test_mlp_counts_one_layer
"""


def mlp_params(layer_sizes):
    if len(layer_sizes) <= 2:
        raise ValueError("no hidden layer")
    return sum((a + 1) * b for a, b in zip(layer_sizes, layer_sizes[1:]))
