"""Wrong: the two losses are swapped.

Fails: test_softmax_loss_for_integers, test_softmax_loss_for_one_hot
"""

import keras


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(n_classes, activation="softmax")])
    loss = "sparse_categorical_crossentropy" if one_hot else "categorical_crossentropy"
    model.compile("adam", loss, metrics=["accuracy"])
    return model
