"""Wrong: never compiled.

Fails: test_regressor_loss, test_regressor_learns
"""

import keras


def regressor(n_features):
    return keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1)])
