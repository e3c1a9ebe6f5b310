"""Wrong: the hidden layers are frozen.

Fails: test_softmax_params
"""

import keras


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    layers = [keras.layers.Dense(units, activation="relu", trainable=False) for units in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(n_classes, activation="softmax")])
    loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
    model.compile("adam", loss, metrics=["accuracy"])
    return model
