"""Wrong: the number of features is not used: the model has no weights yet.

Fails: test_regressor_is_built
"""

import keras


def regressor(n_features):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
