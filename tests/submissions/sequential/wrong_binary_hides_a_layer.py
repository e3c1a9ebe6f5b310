"""Wrong: a subclassed model hides its hidden layers from Keras: they never train.

Fails: test_binary_params, test_binary_is_built
"""

import keras


class Network(keras.Model):
    def __init__(self, n_features, hidden):
        super().__init__()
        sizes = [n_features, *hidden]
        inner = [keras.layers.Dense(units, activation="relu") for units in hidden]
        for layer, size in zip(inner, sizes):
            layer.build((None, size))
        vars(self)["inner"] = inner
        self.last = keras.layers.Dense(1, activation="sigmoid")
        self.last.build((None, sizes[-1]))
        self.built = True

    def call(self, x):
        for layer in vars(self)["inner"]:
            x = layer(x)
        return self.last(x)


def binary_classifier(n_features, hidden=(16,)):
    model = Network(n_features, hidden)
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
