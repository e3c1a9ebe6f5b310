"""Wrong: softmax over a single output.

Fails: test_binary_outputs, test_binary_without_hidden_layers
"""

import warnings

import keras


def binary_classifier(n_features, hidden=(16,)):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(1, activation="softmax")])
        model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
