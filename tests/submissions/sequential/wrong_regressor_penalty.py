"""Wrong: a weight penalty is part of the loss.

Fails: test_regressor_loss
"""

import keras


def regressor(n_features):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1, kernel_regularizer="l2")])
    model.compile("adam", "mse")
    return model
