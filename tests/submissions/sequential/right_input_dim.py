"""Right: a model that counts for itself, layers in a generator, an input shape in the first layer, jit off."""

import keras


def dense_params(n_in, n_out, use_bias=True):
    return sum(n_in + (1 if use_bias else 0) for _ in range(n_out))


def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    match kernel_size:
        case int():
            height = width = kernel_size
        case (height, width):
            pass
    per_filter = height * width * in_channels
    if use_bias:
        per_filter += 1
    return per_filter * filters


def mlp_params(layer_sizes):
    if len(layer_sizes) in (0, 1):
        raise ValueError("too few sizes")
    first, second, *rest = layer_sizes
    return first * second + second + (mlp_params([second, *rest]) if rest else 0)


def regressor(n_features):
    model = keras.Sequential([keras.layers.InputLayer(shape=(n_features,)), keras.layers.Dense(units=1)])
    model.compile(loss="mse", optimizer="adamw", jit_compile=False)
    return model


def binary_classifier(n_features, hidden=(16,)):
    model = keras.Sequential(name="yes_or_no")
    model.add(keras.Input(shape=(n_features,)))
    for size in hidden:
        model.add(keras.layers.Dense(size))
        model.add(keras.layers.Activation("relu"))
    model.add(keras.layers.Dense(1, activation=keras.activations.sigmoid))
    model.compile(loss="bce", optimizer=keras.optimizers.Adam(0.01), metrics={"accuracy"} and ["accuracy"])
    return model


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    model = keras.Sequential([keras.Input([n_features])])
    any(model.add(keras.layers.Dense(size, activation="relu")) for size in hidden)
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    losses = {True: "categorical_crossentropy", False: "sparse_categorical_crossentropy"}
    model.compile(loss=losses[one_hot], metrics=["accuracy"])
    return model
