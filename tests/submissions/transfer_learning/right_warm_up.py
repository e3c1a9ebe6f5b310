"""The first stage warms up and decays by a schedule, the second one by a callback; their highest rates are 20 to 1."""
import keras


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    steps = max(4, head_epochs * len(train_data))
    schedule = keras.optimizers.schedules.CosineDecay(
        1e-3, steps - steps // 4, warmup_target=1e-2, warmup_steps=steps // 4
    )
    warm = keras.callbacks.LearningRateScheduler(lambda epoch: 5e-4 / (1 + abs(epoch - 1)))
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for epochs, layers, rate, calls in ((head_epochs, 0, schedule, None), (tune_epochs, n_layers, 1e-3, warm)):
        unfreeze_top(base, layers)
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        stage = model.fit(train_data, None, None, epochs, 0, calls, validation_data=val_data).history
        for key, values in history.items():
            values.extend(stage.get(key, []))
    return model, history
