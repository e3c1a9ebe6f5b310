"""reset_after is off unless asked for, as in Keras 1.

Fails: test_counts_gru_by_default
"""

def lstm_params(n_in, units):
    return 4 * (units * n_in + units * units + units)


def gru_params(n_in, units, reset_after=False):
    return 3 * (units * n_in + units * units + (2 * units if reset_after else units))
