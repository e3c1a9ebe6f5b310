"""Wrong: an empty tuple is taken for the default.

Fails: test_binary_without_hidden_layers
"""

import keras


def binary_classifier(n_features, hidden=(16,)):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden or (16,)]
    model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
