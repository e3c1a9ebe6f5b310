"""Wrong: the model returns logits, and the loss takes care of it.

Fails: test_binary_outputs
"""

import keras


def binary_classifier(n_features, hidden=(16,)):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(1)])
    model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
    return model
