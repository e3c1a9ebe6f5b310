"""Wrong: an int counts once, as if the window were one row.

Fails: test_conv_counts
"""


def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    window = kernel_size if isinstance(kernel_size, int) else kernel_size[0] * kernel_size[1]
    return (window * in_channels + use_bias) * filters
