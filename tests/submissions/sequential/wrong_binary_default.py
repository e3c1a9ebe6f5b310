"""Wrong: another default.

Fails: test_binary_params_by_default
"""

import keras


def binary_classifier(n_features, hidden=(32,)):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
