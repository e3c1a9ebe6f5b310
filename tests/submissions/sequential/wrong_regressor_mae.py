"""Wrong: the mean absolute error.

Fails: test_regressor_loss
"""

import keras


def regressor(n_features):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1)])
    model.compile("adam", "mae", metrics=["mse"])
    return model
