"""A stage ends when the validation has not got better for two epochs.

Fails: test_history_covers_both_stages
"""
import keras


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for epochs, layers, rate in ((head_epochs, 0, 1e-2), (tune_epochs, n_layers, 1e-3)):
        unfreeze_top(base, layers)
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        stop = keras.callbacks.EarlyStopping(patience=2)
        stage = model.fit(train_data, validation_data=val_data, epochs=epochs, verbose=0, callbacks=[stop]).history
        for key, values in history.items():
            values.extend(stage.get(key, []))
    return model, history
