"""Its own unfreezing by layers[-n_layers:]: with n_layers = 0 all of the base is tuned.

Fails: test_tuning_moves_the_top_alone
"""
import keras


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for epochs, rate, tuned in ((head_epochs, 1e-2, False), (tune_epochs, 1e-3, True)):
        if tuned:
            base.trainable = True
            top = [layer for layer in base.layers if layer.weights][-n_layers:]
            for layer in base.layers:
                layer.trainable = layer in top and not isinstance(layer, keras.layers.BatchNormalization)
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        stage = model.fit(train_data, validation_data=val_data, epochs=epochs, verbose=0).history
        for key, values in history.items():
            values.extend(stage.get(key, []))
    return model, history
