"""Wrong: the recurrent matrix is as wide as the input.

Fails: test_counts
"""

def simple_rnn_params(n_in, units):
    return n_in * (n_in + units) + units
