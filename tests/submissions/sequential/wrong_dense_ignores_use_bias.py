"""Wrong: use_bias makes no difference.

Fails: test_dense_counts_without_bias
"""


def dense_params(n_in, n_out, use_bias=True):
    return (n_in + 1) * n_out
