"""The penalty on the output kernel, too.

Fails: test_mlp_spares_biases_and_output
"""
import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    penalty = keras.regularizers.L2(l2) if l2 > 0 else None
    model = keras.Sequential([keras.Input((n_features,))])
    for n in units:
        model.add(keras.layers.Dense(n, "relu", kernel_regularizer=penalty))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(n_classes, "softmax", kernel_regularizer=penalty if units else None))
    return model
