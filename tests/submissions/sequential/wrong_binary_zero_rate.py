"""Wrong: a learning rate of 0: nothing is learned.

Fails: test_binary_learns
"""

import keras


def binary_classifier(n_features, hidden=(16,)):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.SGD(0.0), "binary_crossentropy", metrics=["accuracy"])
    return model
