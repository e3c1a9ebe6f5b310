"""Wrong: one-hot labels are smoothed.

Fails: test_softmax_loss_for_one_hot
"""

import keras


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(n_classes, activation="softmax")])
    smooth = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
    model.compile("adam", smooth if one_hot else "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
