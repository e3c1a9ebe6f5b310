"""A penalty by default.

Fails: test_mlp_without_penalty
"""
import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.01):
    model = keras.Sequential([keras.Input((n_features,))])
    for n in units:
        model.add(keras.layers.Dense(n, "relu", kernel_regularizer=keras.regularizers.L2(l2)))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(n_classes, "softmax"))
    return model
