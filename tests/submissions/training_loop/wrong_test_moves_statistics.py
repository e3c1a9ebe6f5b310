"""Wrong: warms batch normalization up on the test batch, then measures in inference mode.

Fails: test_measure_changes_nothing, test_measure_predicts_in_inference_mode
"""



def test_step(model, loss_fn, x, y):
    model(x, training=True)
    predictions = model(x, training=False)
    return loss_fn(y, predictions), predictions
