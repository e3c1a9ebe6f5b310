"""The metric is called acc; early stopping that never fires, a scheduler in the first stage, shuffled and cached data."""
import keras
import tensorflow as tf


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    print("training on", len(train_data), "batches")
    train_data = train_data.cache().shuffle(len(train_data)).prefetch(tf.data.AUTOTUNE)
    model = classifier_on(base, n_classes)
    common = dict(loss="sparse_categorical_crossentropy", metrics=["acc"])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-2), **common)
    calls = [keras.callbacks.EarlyStopping(patience=1000), keras.callbacks.LearningRateScheduler(lambda epoch, rate: 1e-2)]
    parts = []
    if head_epochs > 0:
        parts.append(model.fit(train_data, validation_data=val_data, epochs=head_epochs, callbacks=calls, verbose=0))
    unfreeze_top(base, n_layers)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-3), **common)
    if tune_epochs > 0:
        parts.append(model.fit(train_data, validation_data=val_data, epochs=tune_epochs, verbose=0))
    history = {}
    for ours, theirs in (("loss", "loss"), ("accuracy", "acc"), ("val_loss", "val_loss"), ("val_accuracy", "val_acc")):
        history[ours] = [value for part in parts for value in part.history[theirs]]
    return model, history
