"""Wrong: a float.

Fails: test_stack_count_is_an_int
"""


def stack_params(n_convs, channels, kernel=3):
    return n_convs * (kernel**2.0 * channels + 1) * channels
