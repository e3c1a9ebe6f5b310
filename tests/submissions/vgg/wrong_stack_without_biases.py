"""Wrong: no biases.

Fails: test_stack_counts, test_stack_counts_other_kernels
"""


def stack_params(n_convs, channels, kernel=3):
    return n_convs * kernel**2 * channels**2
