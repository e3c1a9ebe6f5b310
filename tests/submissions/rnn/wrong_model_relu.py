"""Wrong: relu in the recurrent layer.

Fails: test_classifier_probabilities
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    return keras.Sequential(
        [
            keras.Input((None, n_features)),
            keras.layers.SimpleRNN(units, activation="relu"),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
