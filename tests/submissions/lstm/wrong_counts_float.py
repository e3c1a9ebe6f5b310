"""Counts come out as floats.

Fails: test_counts_are_integers
"""

def lstm_params(n_in, units):
    return 4.0 * (units * n_in + units * units + units)


def gru_params(n_in, units, reset_after=True):
    return 3 * (units * n_in + units * units + (2 * units if reset_after else units))
