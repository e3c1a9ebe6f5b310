"""Wrong: relu at the output.

Fails: test_regressor_is_linear
"""

import keras


def regressor(n_features):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1, "relu")])
    model.compile("adam", "mse")
    return model
