"""Wrong: a float, by a power with a float exponent.

Fails: test_conv_count_is_an_int
"""


def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    window = kernel_size**2.0 if isinstance(kernel_size, int) else kernel_size[0] * kernel_size[1]
    return (window * in_channels + use_bias) * filters
