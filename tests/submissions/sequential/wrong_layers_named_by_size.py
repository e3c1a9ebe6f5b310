"""Wrong: layers are named after their size, so that two hidden layers of one size are an error.

Fails: test_binary_params, test_softmax_params
"""

import keras


def _layers(n_features, hidden):
    layers = [keras.layers.Dense(size, activation="relu", name=f"hidden_{size}") for size in hidden]
    return [keras.Input((n_features,)), *layers]


def binary_classifier(n_features, hidden=(16,)):
    model = keras.Sequential([*_layers(n_features, hidden), keras.layers.Dense(1, activation="sigmoid", name="answer")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    outputs = keras.layers.Dense(n_classes, activation="softmax", name="answer")
    model = keras.Sequential([*_layers(n_features, hidden), outputs])
    loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
    model.compile("adam", loss, metrics=["accuracy"])
    return model
