"""Wrong: returned without weights.

Fails: test_classifier_is_ready_to_train
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    return keras.Sequential(
        [
            keras.layers.SimpleRNN(units),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
