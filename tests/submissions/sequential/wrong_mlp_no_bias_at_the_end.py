"""Wrong: the last layer has no bias.

Fails: test_mlp_counts
"""


def mlp_params(layer_sizes):
    if len(layer_sizes) < 2:
        raise ValueError("two sizes or more")
    return sum((a + 1) * b for a, b in zip(layer_sizes, layer_sizes[1:])) - layer_sizes[-1]
