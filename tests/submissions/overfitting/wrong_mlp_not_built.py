"""Never says how wide the input is.

Fails: test_mlp_is_built
"""
import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    model = keras.Sequential()
    for n in units:
        model.add(keras.layers.Dense(n, "relu", kernel_regularizer=keras.regularizers.L2(l2) if l2 > 0 else None))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(n_classes, "softmax"))
    return model
