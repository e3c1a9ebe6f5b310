"""Wrong: too few sizes are no error but 0.

Fails: test_mlp_needs_two_sizes
"""


def mlp_params(layer_sizes):
    return sum((a + 1) * b for a, b in zip(layer_sizes, layer_sizes[1:]))
