"""Wrong: layers are named after their size, so that two hidden layers of one size are an error.

Fails: test_mlp_layers
"""

import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    penalty = keras.regularizers.L2(l2) if l2 > 0 else None
    model = keras.Sequential([keras.Input((n_features,))])
    for size in units:
        model.add(keras.layers.Dense(size, activation="relu", kernel_regularizer=penalty, name=f"hidden_{size}"))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(n_classes, activation="softmax", name="classes"))
    return model
