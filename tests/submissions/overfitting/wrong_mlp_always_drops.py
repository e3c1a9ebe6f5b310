"""Drops in inference mode, too.

Fails: test_mlp_drops_after_each_hidden_layer
"""
import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    inputs = x = keras.Input((n_features,))
    for n in units:
        x = keras.layers.Dense(n, "relu", kernel_regularizer=keras.regularizers.L2(l2) if l2 > 0 else None)(x)
        if dropout > 0:
            x = keras.layers.Dropout(dropout)(x, training=True)
    return keras.Model(inputs, keras.layers.Dense(n_classes, "softmax")(x))
