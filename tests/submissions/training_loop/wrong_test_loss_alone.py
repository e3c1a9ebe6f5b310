"""Wrong: returns the loss without the predictions.

Fails: test_measure_returns_loss_and_predictions, test_measure_predicts_in_inference_mode
"""



def test_step(model, loss_fn, x, y):
    predictions = model(x, training=False)
    return loss_fn(y, predictions)
