"""Wrong: no softmax.

Fails: test_classifier_probabilities
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    return keras.Sequential(
        [
            keras.Input((None, n_features)),
            keras.layers.SimpleRNN(units),
            keras.layers.Dense(n_classes),
        ]
    )
