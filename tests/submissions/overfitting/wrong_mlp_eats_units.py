"""Pops the sizes off the caller's list.

Fails: test_mlp_keeps_its_units
"""
import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    if isinstance(units, tuple):
        units = list(units)
    model = keras.Sequential([keras.Input((n_features,))])
    while units:
        model.add(keras.layers.Dense(units.pop(0), "relu", kernel_regularizer=keras.regularizers.L2(l2) if l2 else None))
        if dropout:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(n_classes, "softmax"))
    return model
