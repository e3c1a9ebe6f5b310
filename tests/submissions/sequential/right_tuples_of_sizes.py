"""Right: the hidden sizes are a tuple, which is joined to other tuples."""
import keras


def chain(sizes, end):
    model = keras.Sequential([keras.Input((sizes[0],))])
    for n_out in sizes[1:-1]:
        model.add(keras.layers.Dense(n_out, "relu"))
    model.add(keras.layers.Dense(sizes[-1], end))
    return model


def binary_classifier(n_features, hidden=(16,)):
    model = chain((n_features,) + hidden + (1,), "sigmoid")
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    model = chain((n_features,) + hidden + (n_classes,), "softmax")
    loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
    model.compile("adam", loss, metrics=["accuracy"])
    return model
