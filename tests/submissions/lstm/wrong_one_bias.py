"""The GRU's second bias is forgotten.

Fails: test_counts_gru_with_reset_after, test_counts_gru_by_default
"""

def lstm_params(n_in, units):
    return 4 * (units * n_in + units * units + units)


def gru_params(n_in, units, reset_after=True):
    return 3 * (units * n_in + units * units + units)
