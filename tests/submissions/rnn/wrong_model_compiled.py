"""Wrong: comes back compiled.

Fails: test_classifier_is_not_compiled
"""

import keras


def sequence_classifier(n_features, units, n_classes):
    inputs = keras.Input((None, n_features))
    outputs = keras.layers.Dense(n_classes, activation="softmax")(keras.layers.SimpleRNN(units)(inputs))
    model = keras.Model(inputs, outputs)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
