"""Wrong: a new model around the output layer of the last one.

Fails: test_binary_is_new
"""
import functools

import keras

last = functools.cache(lambda n_inputs: keras.layers.Dense(1, "sigmoid"))


def binary_classifier(n_features, hidden=(16,)):
    layers = [keras.layers.Dense(n, "relu") for n in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, last([n_features, *hidden][-1])])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
