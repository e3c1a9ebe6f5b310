"""Right: tf.keras throughout, apply_gradients with zip, sum() of the losses, the steps written out inside fit."""

import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        y_hat = model(x, training=True)
        loss = loss_fn(y, y_hat) + sum(model.losses)
    grads = tape.gradient(loss, model.trainable_weights)
    optimizer.apply_gradients(zip(grads, model.trainable_weights))
    return loss


def test_step(model, loss_fn, x, y):
    y_hat = model(x, training=False)
    loss = loss_fn(y, y_hat)
    return loss, y_hat


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    train_loss = tf.keras.metrics.Mean(name="loss")
    train_acc = tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    val_loss = tf.keras.metrics.Mean(name="val_loss")
    val_acc = tf.keras.metrics.SparseCategoricalAccuracy(name="val_accuracy")
    metrics = [train_loss, train_acc, val_loss, val_acc]

    @tf.function
    def on_train_batch(x, y):
        with tf.GradientTape() as tape:
            predictions = model(x, training=True)
            loss = loss_fn(y, predictions)
            total = loss + tf.add_n(model.losses) if model.losses else loss
        gradients = tape.gradient(total, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        train_loss(total, sample_weight=tf.cast(tf.shape(x)[0], tf.float32))
        train_acc(y, predictions)

    @tf.function
    def on_val_batch(x, y):
        predictions = model(x, training=False)
        val_loss(loss_fn(y, predictions), sample_weight=tf.cast(tf.shape(x)[0], tf.float32))
        val_acc(y, predictions)

    history = {metric.name: [] for metric in metrics}
    for epoch in range(epochs):
        for metric in metrics:
            metric.reset_state()
        for x, y in train_data:
            on_train_batch(x, y)
        for x, y in val_data:
            on_val_batch(x, y)
        for metric in metrics:
            history[metric.name].append(metric.result().numpy())
    return history


def accumulated_step(model, optimizer, loss_fn, batches):
    n = tf.reduce_sum([tf.shape(x)[0] for x, _ in batches])
    acc = [tf.zeros_like(v) for v in model.trainable_weights]
    total = 0.0
    for x, y in batches:
        w = tf.cast(tf.shape(x)[0] / n, tf.float32)
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        g = tape.gradient(loss, model.trainable_weights)
        acc = [a + w * b for a, b in zip(acc, g)]
        total += w * loss
    if model.losses:  # those of the last call: weight penalties are the same for all
        with tf.GradientTape() as tape:
            model(batches[0][0], training=True)
            penalty = tf.add_n(model.losses)
        g = tape.gradient(penalty, model.trainable_weights)
        acc = [a if b is None else a + b for a, b in zip(acc, g)]
        total += penalty
    optimizer.apply_gradients(zip(acc, model.trainable_weights))
    return total


class Ensemble(tf.keras.Model):
    def __init__(self, models, **kwargs):
        super().__init__(**kwargs)
        self.models = models

    def call(self, inputs, training=False):
        total = self.models[0](inputs, training=training)
        for model in self.models[1:]:
            total = total + model(inputs, training=training)
        return total / len(self.models)
