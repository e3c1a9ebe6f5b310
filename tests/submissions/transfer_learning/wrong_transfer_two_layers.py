"""Always two layers.

Fails: test_tuning_moves_the_top
"""
import keras


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for epochs, layers, rate in ((head_epochs, 0, 1e-2), (tune_epochs, 2, 1e-3)):
        unfreeze_top(base, layers)
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        stage = model.fit(train_data, validation_data=val_data, epochs=epochs, verbose=0).history
        for key, values in history.items():
            values.extend(stage.get(key, []))
    return model, history
