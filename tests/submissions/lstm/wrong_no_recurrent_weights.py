"""The weights from the last output are not counted.

Fails: test_counts_lstm
"""

def lstm_params(n_in, units):
    return 4 * (units * n_in + units)


def gru_params(n_in, units, reset_after=True):
    return 3 * (units * n_in + units * units + (2 * units if reset_after else units))
