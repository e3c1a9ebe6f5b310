"""Wrong: the last layer of the base trains from the start, together with the new head.

Fails: test_head_comes_first
"""

import keras


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for epochs, n_trained, rate in ((head_epochs, 1, 1e-3), (tune_epochs, n_layers, 1e-4)):
        unfreeze_top(base, n_trained)
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        stage = model.fit(train_data, validation_data=val_data, epochs=epochs, verbose=0)
        for key, values in history.items():
            values.extend(stage.history.get(key, []))
    return model, history
