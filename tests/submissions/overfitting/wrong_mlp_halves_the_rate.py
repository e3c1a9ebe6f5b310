"""Half the rate of dropout behind all hidden layers but the first.

Fails: test_mlp_drops_after_each_hidden_layer
"""

import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    penalty = keras.regularizers.L2(l2) if l2 > 0 else None
    model = keras.Sequential([keras.Input((n_features,))])
    for number, size in enumerate(units):
        model.add(keras.layers.Dense(size, activation="relu", kernel_regularizer=penalty))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout / 2 if number else dropout))
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
