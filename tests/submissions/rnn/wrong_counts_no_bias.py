"""Wrong: the biases are forgotten.

Fails: test_counts
"""

def simple_rnn_params(n_in, units):
    return units * (n_in + units)
