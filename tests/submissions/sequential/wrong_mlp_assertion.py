"""Wrong: an AssertionError instead of a ValueError.

Fails: test_mlp_needs_two_sizes
"""


def mlp_params(layer_sizes):
    assert len(layer_sizes) >= 2, "two sizes or more"
    return sum((a + 1) * b for a, b in zip(layer_sizes, layer_sizes[1:]))
