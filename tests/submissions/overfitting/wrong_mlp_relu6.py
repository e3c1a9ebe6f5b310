"""relu6, which ends at 6, in the hidden layers.

Fails: test_mlp_hidden_layers_are_relu
"""

import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    penalty = keras.regularizers.L2(l2) if l2 > 0 else None
    model = keras.Sequential([keras.Input((n_features,))])
    for size in units:
        model.add(keras.layers.Dense(size, activation="relu6", kernel_regularizer=penalty))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
