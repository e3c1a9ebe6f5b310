"""Wrong: measures in training mode.

Fails: test_measure_predicts_in_inference_mode, test_measure_changes_nothing, test_measure_returns_the_data_loss_alone
"""



def test_step(model, loss_fn, x, y):
    predictions = model(x, training=True)
    return loss_fn(y, predictions), predictions
