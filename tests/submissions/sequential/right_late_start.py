"""Right: a learning rate that warms up from 0, and gradients that are added up over several batches: any optimizer will do."""

import keras


def regressor(n_features):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1)])
    rate = keras.optimizers.schedules.CosineDecay(0.0, 10_000, warmup_target=0.05, warmup_steps=100)
    model.compile(keras.optimizers.SGD(rate), "mse")
    return model


def _layers(n_features, hidden):
    return [keras.Input((n_features,)), *(keras.layers.Dense(size, activation="relu") for size in hidden)]


def binary_classifier(n_features, hidden=(16,)):
    model = keras.Sequential([*_layers(n_features, hidden), keras.layers.Dense(1, activation="sigmoid")])
    optimizer = keras.optimizers.Adam(0.01, gradient_accumulation_steps=4)
    model.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])
    return model


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    model = keras.Sequential([*_layers(n_features, hidden), keras.layers.Dense(n_classes, activation="softmax")])
    loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.SGD(0.1, gradient_accumulation_steps=2), loss, metrics=["accuracy"])
    return model
