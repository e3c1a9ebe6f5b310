"""Wrong: keeps its models, so that a second call gives one that is trained already.

Fails: test_softmax_is_new
"""
import keras

_models = {}


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    key = (n_features, n_classes, tuple(hidden), one_hot)
    if key not in _models:
        layers = [keras.layers.Dense(n, "relu") for n in hidden]
        _models[key] = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(n_classes, "softmax")])
        loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
        _models[key].compile("adam", loss, metrics=["accuracy"])
    return _models[key]
