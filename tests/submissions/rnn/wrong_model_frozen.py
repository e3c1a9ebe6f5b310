"""Wrong: the recurrent layer does not train.

Fails: test_classifier_is_ready_to_train
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    return keras.Sequential(
        [
            keras.Input((None, n_features)),
            keras.layers.SimpleRNN(units, trainable=False),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
