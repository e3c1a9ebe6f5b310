"""Wrong: one model for each number of features, however often it is asked for.

Fails: test_regressor_is_new
"""
import functools

import keras


@functools.cache
def regressor(n_features):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
