"""Wrong: no bias.

Fails: test_regressor_params
"""

import keras


def regressor(n_features):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1, use_bias=False)])
    model.compile("adam", "mse")
    return model
