"""Wrong: the time axis is fixed at 4.

Fails: test_classifier_takes_any_length
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    return keras.Sequential(
        [
            keras.Input((4, n_features)),
            keras.layers.SimpleRNN(units),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
