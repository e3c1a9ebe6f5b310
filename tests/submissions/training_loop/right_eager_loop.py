"""Right: everything eager, nothing is ever traced; means by hand with NumPy; history of Python floats."""

import keras
import numpy as np
import tensorflow as tf


def test_step(model, loss_fn, x, y):
    outputs = model(x)
    return [loss_fn(y_true=y, y_pred=outputs) if isinstance(loss_fn, keras.losses.Loss) else loss_fn(y, outputs), outputs]


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    history = {"val_accuracy": [], "val_loss": [], "accuracy": [], "loss": []}
    for _ in range(epochs):
        rows = {"": [], "val_": []}
        for x, y in train_data:
            with tf.GradientTape() as tape:
                outputs = model(x, training=True)
                loss = loss_fn(y, outputs) + sum(model.losses)
            optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
            rows[""].append((len(y), float(loss), np.mean(np.argmax(outputs, axis=-1) == y.numpy())))
        for x, y in val_data:
            outputs = model(x, training=False)
            rows["val_"].append((len(y), float(loss_fn(y, outputs)), np.mean(np.argmax(outputs, axis=-1) == y.numpy())))
        for prefix, found in rows.items():
            sizes, losses, accuracies = map(np.array, zip(*found))
            history[prefix + "loss"].append(float(np.average(losses, weights=sizes)))
            history[prefix + "accuracy"].append(float(np.average(accuracies, weights=sizes)))
    return history


def accumulated_step(model, optimizer, loss_fn, batches):
    """One tape over all of them."""
    sizes = np.array([x.shape[0] for x, _ in batches], "float32")
    with tf.GradientTape() as tape:
        losses = tf.stack([loss_fn(y, model(x, training=True)) for x, y in batches])
        loss = tf.tensordot(losses, tf.constant(sizes / sizes.sum()), 1)
        if model.losses:
            loss += tf.reduce_sum(model.losses)
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss


class Ensemble(keras.Model):
    """Passes no `training` at all: Keras hands the mode of the outer call on."""

    def __init__(self, models):
        super().__init__()
        self.average = keras.layers.Average()
        for number, model in enumerate(models):
            setattr(self, f"member_{number}", model)
        self.size = len(models)

    def call(self, x):
        return self.average([getattr(self, f"member_{number}")(x) for number in range(self.size)])
