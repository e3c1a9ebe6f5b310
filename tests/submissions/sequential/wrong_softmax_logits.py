"""Wrong: the model returns logits, and the loss takes care of it.

Fails: test_softmax_outputs
"""

import keras


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(n_classes)])
    kind = keras.losses.CategoricalCrossentropy if one_hot else keras.losses.SparseCategoricalCrossentropy
    model.compile("adam", kind(from_logits=True), metrics=["accuracy"])
    return model
