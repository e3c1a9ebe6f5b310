"""Wrong: no input shape: nothing is built.

Fails: test_binary_is_built
"""

import keras


def binary_classifier(n_features, hidden=(16,)):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    model = keras.Sequential([*layers, keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
