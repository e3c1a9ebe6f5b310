"""Wrong: leaves the caller's optimizer with a smaller learning rate.

Fails: test_loop_trains_the_model
"""

import keras
import tensorflow as tf


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    if model.built:
        optimizer.build(model.trainable_variables)  # here, not in the graph: variables made there cost another trace
    metrics = {
        "loss": keras.metrics.Mean(),
        "accuracy": keras.metrics.SparseCategoricalAccuracy(),
        "val_loss": keras.metrics.Mean(),
        "val_accuracy": keras.metrics.SparseCategoricalAccuracy(),
    }

    def watched_loss(y, predictions):
        metrics["accuracy"].update_state(y, predictions)
        return loss_fn(y, predictions)

    @tf.function(reduce_retracing=True)
    def train(x, y):
        loss = train_step(model, optimizer, watched_loss, x, y)
        metrics["loss"].update_state(loss, sample_weight=tf.shape(y)[0])

    @tf.function(reduce_retracing=True)
    def validate(x, y):
        loss, predictions = test_step(model, loss_fn, x, y)
        metrics["val_loss"].update_state(loss, sample_weight=tf.shape(y)[0])
        metrics["val_accuracy"].update_state(y, predictions)

    history = {name: [] for name in metrics}
    for _ in range(epochs):
        for metric in metrics.values():
            metric.reset_state()
        for x, y in train_data:
            train(x, y)
        for x, y in val_data:
            validate(x, y)
        for name, metric in metrics.items():
            history[name].append(float(metric.result()))
    optimizer.learning_rate.assign(optimizer.learning_rate * 0.1)
    return history
