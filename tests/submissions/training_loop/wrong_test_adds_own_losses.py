"""Wrong: weight penalties count as errors on the test set.

Fails: test_measure_returns_the_data_loss_alone
"""



def test_step(model, loss_fn, x, y):
    predictions = model(x, training=False)
    return loss_fn(y, predictions) + sum(model.losses), predictions
