"""Wrong: a bias for every input channel of every filter.

Fails: test_conv_counts
"""


def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return (height * width + use_bias) * in_channels * filters
