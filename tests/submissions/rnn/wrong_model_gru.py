"""Wrong: a GRU.

Fails: test_classifier_parameters
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    return keras.Sequential(
        [
            keras.Input((None, n_features)),
            keras.layers.GRU(units),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
