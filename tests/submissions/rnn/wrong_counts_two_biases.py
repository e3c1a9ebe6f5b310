"""Wrong: a bias for the input and one for the state.

Fails: test_counts
"""

def simple_rnn_params(n_in, units):
    return units * (n_in + units + 2)
