"""Wrong: one decision per step.

Fails: test_classifier_probabilities
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    return keras.Sequential(
        [
            keras.Input((None, n_features)),
            keras.layers.SimpleRNN(units, return_sequences=True),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
