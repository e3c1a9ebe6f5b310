"""Wrong: appends the output to the list of the caller.

Fails: test_binary_is_new
"""
import keras


def binary_classifier(n_features, hidden=(16,)):
    sizes = hidden
    sizes += type(hidden)([1])
    model = keras.Sequential([keras.Input((n_features,))])
    for n in sizes[:-1]:
        model.add(keras.layers.Dense(n, "relu"))
    model.add(keras.layers.Dense(1, "sigmoid"))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
