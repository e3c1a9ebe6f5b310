"""Wrong: other names for the arguments.

Fails: test_dense_counts_by_name
"""


def dense_params(inputs, outputs, use_bias=True):
    return (inputs + use_bias) * outputs
