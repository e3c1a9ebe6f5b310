"""Two classes get one sigmoid unit instead of two softmax outputs.

Fails: test_classifier_parameters
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    head = (1, "sigmoid") if n_classes == 2 else (n_classes, "softmax")
    inputs = keras.Input((None, n_features))
    state = keras.layers.SimpleRNN(units)(inputs)
    return keras.Model(inputs, keras.layers.Dense(head[0], activation=head[1])(state))
