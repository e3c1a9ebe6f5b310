"""The regularizer by name: its strength is Keras' default.

Fails: test_mlp_penalizes_hidden_kernels
"""
import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    model = keras.Sequential([keras.Input((n_features,))])
    for n in units:
        model.add(keras.layers.Dense(n, "relu", kernel_regularizer="l2" if l2 > 0 else None))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(n_classes, "softmax"))
    return model
