"""The labels are smoothed a little (Szegedy et al., 2016): the contract asks for integer labels, not for a certain loss."""

import keras
import tensorflow as tf


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    def one_hot(data):
        return data.map(lambda x, y: (x, tf.one_hot(y, n_classes)))

    train, val = one_hot(train_data), one_hot(val_data)
    model = classifier_on(base, n_classes)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for epochs, opened, rate in ((head_epochs, 0, 1e-2), (tune_epochs, n_layers, 1e-3)):
        unfreeze_top(base, opened)
        model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
        found = model.fit(train, validation_data=val, epochs=epochs, verbose=0).history
        for key in history:
            history[key] += found.get(key, [])
    return model, history
