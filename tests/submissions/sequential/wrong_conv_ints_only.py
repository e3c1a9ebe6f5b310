"""Wrong: a pair is an error.

Fails: test_conv_counts_of_oblong_windows
"""


def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    return (kernel_size**2 * in_channels + use_bias) * filters
