"""Wrong: a hidden layer.

Fails: test_regressor_params
"""

import keras


def regressor(n_features):
    model = keras.Sequential(
        [keras.Input((n_features,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
