"""Wrong: model.compile and model.fit do the work.

Fails: test_loop_is_of_your_own
"""



def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    model.compile(optimizer, loss_fn, metrics=["accuracy"])
    history = model.fit(train_data, validation_data=val_data, epochs=epochs, verbose=0).history
    return {name: [float(value) for value in values] for name, values in history.items()}
