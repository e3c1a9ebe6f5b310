"""Wrong: a list of hidden sizes is emptied.

Fails: test_softmax_is_new
"""
import keras


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    sizes = hidden if isinstance(hidden, list) else list(hidden)
    model = keras.Sequential([keras.Input((n_features,))])
    while sizes:
        model.add(keras.layers.Dense(sizes.pop(0), "relu"))
    model.add(keras.layers.Dense(n_classes, "softmax"))
    loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
    model.compile("adam", loss, metrics=["accuracy"])
    return model
