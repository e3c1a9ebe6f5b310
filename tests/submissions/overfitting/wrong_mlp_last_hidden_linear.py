"""The last hidden layer has no activation.

Fails: test_mlp_computes_the_right_function
"""
import keras


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    model = keras.Sequential([keras.Input((n_features,))])
    for i, n in enumerate(units):
        penalty = keras.regularizers.L2(l2) if l2 > 0 else None
        model.add(keras.layers.Dense(n, "relu" if i + 1 < len(units) else None, kernel_regularizer=penalty))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(n_classes, "softmax"))
    return model
