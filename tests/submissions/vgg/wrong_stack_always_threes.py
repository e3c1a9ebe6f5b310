"""Wrong: the kernel is ignored.

Fails: test_stack_counts_other_kernels
"""


def stack_params(n_convs, channels, kernel=3):
    return n_convs * (9 * channels + 1) * channels
