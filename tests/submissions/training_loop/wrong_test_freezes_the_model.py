"""Wrong: freezes the model so that nothing can change, and leaves it frozen.

Fails: test_measure_changes_nothing
"""


def test_step(model, loss_fn, x, y):
    model.trainable = False
    predictions = model(x, training=False)
    return loss_fn(y, predictions), predictions
