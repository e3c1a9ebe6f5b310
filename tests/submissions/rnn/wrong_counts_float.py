"""Wrong: counts are floats.

Fails: test_counts_are_integers
"""

def simple_rnn_params(n_in, units):
    return units * (2 * n_in + 2 * units + 2) / 2
