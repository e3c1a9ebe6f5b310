"""Wrong: dropout between the two layers.

Fails: test_classifier_is_the_same_in_training
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    return keras.Sequential(
        [
            keras.Input((None, n_features)),
            keras.layers.SimpleRNN(units),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
