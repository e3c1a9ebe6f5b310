"""Wrong: one bias per input instead of one per output.

Fails: test_dense_counts
"""


def dense_params(n_in, n_out, use_bias=True):
    return n_in * n_out + (n_in if use_bias else 0)
