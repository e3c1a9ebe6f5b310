"""Always two biases.

Fails: test_counts_gru_with_reset_before
"""

def lstm_params(n_in, units):
    return 4 * (units * n_in + units * units + units)


def gru_params(n_in, units, reset_after=True):
    return 3 * (units * n_in + units * units + 2 * units)
