"""Right: gradients are collected in variables, and the whole loop of micro-batches is a graph."""

import keras
import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    def objective():
        value = loss_fn(y, model(x, training=True))
        for own in model.losses:
            value = value + own
        return value

    with tf.GradientTape(persistent=True) as tape:
        loss = objective()
    pairs = [(tape.gradient(loss, variable), variable) for variable in model.trainable_variables]
    optimizer.apply_gradients([(gradient, variable) for gradient, variable in pairs if gradient is not None])
    del tape
    return loss


def accumulated_step(model, optimizer, loss_fn, batches):
    collected = [tf.Variable(tf.zeros(v.shape), trainable=False) for v in model.trainable_variables]
    mean_loss = tf.Variable(0.0, trainable=False)
    count = sum([int(tf.shape(x)[0]) for x, _ in batches])

    @tf.function
    def collect(x, y, share):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
            loss = loss + tf.add_n(model.losses) if model.losses else loss
        for slot, gradient in zip(collected, tape.gradient(loss, model.trainable_variables)):
            slot.assign_add(gradient * share)
        mean_loss.assign_add(loss * share)

    for x, y in batches:
        collect(x, y, tf.constant(int(tf.shape(x)[0]) / count, tf.float32))
    optimizer.apply_gradients(zip([slot.read_value() for slot in collected], model.trainable_variables))
    return mean_loss.read_value()


class Ensemble(keras.Model):
    """Functional inside, a subclass outside."""

    def __init__(self, models):
        inputs = keras.Input(models[0].input_shape[1:] if hasattr(models[0], "input_shape") else (5,))
        outputs = [model(inputs) for model in models]
        mean = outputs[0] if len(outputs) == 1 else keras.layers.average(outputs)
        super().__init__(inputs, mean)
