"""Right: a whole epoch is one tf.function over the dataset, which sums and counts by hand; a running mean of members."""

import keras
import tensorflow as tf


def test_step(model, loss_fn, x, y):
    predictions = model(x, training=False)
    loss = tf.convert_to_tensor(loss_fn(y, predictions))
    tf.debugging.assert_rank(loss, 0)
    return (loss, predictions)


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    if not optimizer.built:
        optimizer.build(model.trainable_variables)

    def count(y, predictions):
        return tf.reduce_sum(tf.cast(tf.equal(tf.argmax(predictions, -1), tf.cast(y, tf.int64)), tf.float32))

    @tf.function
    def train():
        loss_sum, right, seen = 0.0, 0.0, 0.0
        for x, y in train_data:
            with tf.GradientTape() as tape:
                predictions = model(x, training=True)
                loss = loss_fn(y, predictions)
                if model.losses:
                    loss += tf.add_n(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            n = tf.cast(tf.shape(x)[0], tf.float32)
            loss_sum, right, seen = loss_sum + loss * n, right + count(y, predictions), seen + n
        return loss_sum / seen, right / seen

    @tf.function
    def validate():
        loss_sum, right, seen = 0.0, 0.0, 0.0
        for x, y in val_data:
            predictions = model(x, training=False)
            n = tf.cast(tf.shape(x)[0], tf.float32)
            loss_sum, right, seen = loss_sum + loss_fn(y, predictions) * n, right + count(y, predictions), seen + n
        return loss_sum / seen, right / seen

    history = {key: [] for key in ("loss", "accuracy", "val_loss", "val_accuracy")}
    for _ in range(epochs):
        for key, value in zip(history, (*train(), *validate())):
            history[key].append(float(value))
    return history


class Ensemble(keras.Model):
    def __init__(self, models):
        super().__init__()
        self.first, *self.others = models

    def call(self, x, training=None):
        mean = self.first(x, training=training)
        for count, model in enumerate(self.others, start=2):
            mean += (model(x, training=training) - mean) / count
        return mean
