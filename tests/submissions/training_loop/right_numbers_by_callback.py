"""Right: fit is built on its own train_step and test_step, with metrics that watch through the loss function."""

import keras
import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    weights = model.trainable_variables
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        for weight in weights:
            tape.watch(weight.value)
        losses = [loss_fn(y, model(x, training=True)), *model.losses]
        loss = tf.math.accumulate_n(losses)
    optimizer.apply(tape.gradient(loss, [weight.value for weight in weights]), weights)
    return tf.identity(loss)


def test_step(model, loss_fn, x, y):
    predictions = model(tf.convert_to_tensor(x), training=False)
    return loss_fn(y, predictions), predictions


class Watch:
    def __init__(self, loss_fn):
        self.loss_fn = loss_fn
        self.loss = keras.metrics.Mean()
        self.accuracy = keras.metrics.SparseCategoricalAccuracy()

    def __call__(self, y, predictions):
        self.accuracy.update_state(y, predictions)
        return self.loss_fn(y, predictions)

    def note(self, loss, y):
        self.loss.update_state(tf.fill(tf.shape(y), loss))

    def close(self):
        values = self.loss.result().numpy().item(), self.accuracy.result().numpy().item()
        self.loss.reset_state()
        self.accuracy.reset_state()
        return values


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    train, val = Watch(loss_fn), Watch(loss_fn)

    def one(x, y):
        train.note(train_step(model, optimizer, train, x, y), y)

    def two(x, y):
        val.note(test_step(model, val, x, y)[0], y)

    shapes = [tf.TensorSpec([None, *spec.shape[1:]], spec.dtype) for spec in train_data.element_spec]
    one = tf.function(one, input_signature=shapes)
    two = tf.function(two, input_signature=shapes)
    results = []
    for _ in range(epochs):
        for batch in train_data:
            one(*batch)
        for batch in val_data:
            two(*batch)
        results.append((*train.close(), *val.close()))
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    return dict(zip(names, map(list, zip(*results))))


def accumulated_step(model, optimizer, loss_fn, batches):
    def join(parts):
        return tf.concat(list(parts), axis=0)

    xs, ys = zip(*batches)
    return train_step(model, optimizer, loss_fn, join(xs), join(ys))


class Ensemble(keras.Model):
    def __init__(self, models):
        super().__init__(name="ensemble")
        self.parts = {f"model {i}": model for i, model in enumerate(models)}

    def call(self, x, training=None, mask=None):
        outputs = [part(x, training=training) for part in self.parts.values()]
        return keras.ops.mean(keras.ops.stack(outputs, axis=-1), axis=-1)
