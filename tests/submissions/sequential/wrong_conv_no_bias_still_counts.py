"""Wrong: use_bias makes no difference.

Fails: test_conv_counts_without_bias
"""


def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return (height * width * in_channels + 1) * filters
