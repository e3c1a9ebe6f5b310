"""Leaky hidden layers.

Fails: test_mlp_hidden_layers_are_relu
"""
import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    model = keras.Sequential([keras.Input((n_features,))])
    for n in units:
        penalty = keras.regularizers.L2(l2) if l2 > 0 else None
        model.add(keras.layers.Dense(n, "leaky_relu", kernel_regularizer=penalty))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(n_classes, "softmax"))
    return model
