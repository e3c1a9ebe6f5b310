"""Wrong: dropout after the hidden layers, which nobody asked for.

Fails: test_binary_learns
"""

import keras


def binary_classifier(n_features, hidden=(16,)):
    model = keras.Sequential([keras.Input((n_features,))])
    for units in hidden:
        model.add(keras.layers.Dense(units, activation="relu"))
        model.add(keras.layers.Dropout(0.5))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
