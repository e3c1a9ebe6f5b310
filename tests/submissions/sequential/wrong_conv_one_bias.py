"""Wrong: a single bias for all filters.

Fails: test_conv_counts
"""


def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return height * width * in_channels * filters + use_bias
