"""Wrong: of a pair, only the first side counts.

Fails: test_conv_counts_of_oblong_windows
"""


def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    side = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    return (side * side * in_channels + use_bias) * filters
