"""Wrong: the hidden layers have no activation.

Fails: test_binary_outputs
"""

import keras


def binary_classifier(n_features, hidden=(16,)):
    layers = [keras.layers.Dense(units) for units in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
