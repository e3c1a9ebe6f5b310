"""Wrong: steps of zeros are masked.

Fails: test_classifier_masks_nothing
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    return keras.Sequential(
        [
            keras.Input((None, n_features)),
            keras.layers.Masking(),
            keras.layers.SimpleRNN(units),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
