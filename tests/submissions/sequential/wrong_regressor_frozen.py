"""Wrong: the layer does not train.

Fails: test_regressor_params, test_regressor_learns
"""

import keras


def regressor(n_features):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1, trainable=False)])
    model.compile("adam", "mse")
    return model
