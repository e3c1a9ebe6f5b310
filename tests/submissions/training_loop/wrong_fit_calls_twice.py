"""Wrong: training accuracy from a call of its own in training mode, before the step.

Fails: test_loop_moves_the_statistics_once
"""

import keras
import tensorflow as tf


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    metrics = {
        "loss": keras.metrics.Mean(),
        "accuracy": keras.metrics.SparseCategoricalAccuracy(),
        "val_loss": keras.metrics.Mean(),
        "val_accuracy": keras.metrics.SparseCategoricalAccuracy(),
    }

    @tf.function
    def train(x, y):
        metrics["accuracy"].update_state(y, model(x, training=True))
        with tf.GradientTape() as tape:
            predictions = model(x, training=True)
            loss = loss_fn(y, predictions) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metrics["loss"].update_state(loss, sample_weight=tf.shape(y)[0])

    @tf.function
    def validate(x, y):
        predictions = model(x, training=False)
        metrics["val_loss"].update_state(loss_fn(y, predictions), sample_weight=tf.shape(y)[0])
        metrics["val_accuracy"].update_state(y, predictions)

    history = {name: [] for name in metrics}
    for epoch in range(epochs):
        for metric in metrics.values():
            metric.reset_state()
        for x, y in train_data:
            train(x, y)
        for x, y in val_data:
            validate(x, y)
        for name, metric in metrics.items():
            history[name].append(float(metric.result()))
    return history
