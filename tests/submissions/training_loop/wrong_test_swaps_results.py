"""Wrong: predictions first, then the loss.

Fails: test_measure_returns_loss_and_predictions
"""



def test_step(model, loss_fn, x, y):
    predictions = model(x, training=False)
    return predictions, loss_fn(y, predictions)
