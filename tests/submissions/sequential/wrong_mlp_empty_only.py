"""Wrong: only an empty list is refused.

Fails: test_mlp_needs_two_sizes
"""


def mlp_params(layer_sizes):
    if not layer_sizes:
        raise ValueError("no sizes")
    return sum((a + 1) * b for a, b in zip(layer_sizes, layer_sizes[1:]))
