"""Wrong: the probabilities add up to 1 over the batch, not over the classes.

Fails: test_softmax_outputs
"""

import keras


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    outputs = [keras.layers.Dense(n_classes), keras.layers.Softmax(axis=0)]
    model = keras.Sequential([keras.Input((n_features,)), *layers, *outputs])
    loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
    model.compile("adam", loss, metrics=["accuracy"])
    return model
