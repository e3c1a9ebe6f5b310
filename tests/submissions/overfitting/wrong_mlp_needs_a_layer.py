"""The first hidden layer stands apart: without any there is an error.

Fails: test_mlp_without_hidden_layers
"""
import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    penalty = keras.regularizers.L2(l2) if l2 > 0 else None
    drop = [keras.layers.Dropout] if dropout > 0 else []
    layers = [keras.Input((n_features,)), keras.layers.Dense(units[0], "relu", kernel_regularizer=penalty)]
    layers += [kind(dropout) for kind in drop]
    for n in units[1:]:
        layers += [keras.layers.Dense(n, "relu", kernel_regularizer=penalty), *(kind(dropout) for kind in drop)]
    return keras.Sequential([*layers, keras.layers.Dense(n_classes, "softmax")])
