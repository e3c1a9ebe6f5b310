"""Wrong: softmax outputs, and losses that expect logits.

Fails: test_softmax_loss_for_integers, test_softmax_loss_for_one_hot
"""

import keras


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    outputs = [keras.layers.Dense(n_classes), keras.layers.Activation("softmax")]
    model = keras.Sequential([keras.Input((n_features,)), *layers, *outputs])
    kind = keras.losses.CategoricalCrossentropy if one_hot else keras.losses.SparseCategoricalCrossentropy
    model.compile("adam", kind(from_logits=True), metrics=["accuracy"])
    return model
