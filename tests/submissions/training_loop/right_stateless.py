"""Right: the step calls the model by its stateless interface, and assigns the new state itself."""

import keras
import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    trainable = [keras.ops.convert_to_tensor(variable.value) for variable in model.trainable_variables]
    state = [keras.ops.convert_to_tensor(variable.value) for variable in model.non_trainable_variables]
    with tf.GradientTape() as tape:
        tape.watch(trainable)
        predictions, new_state, own = model.stateless_call(trainable, state, x, training=True, return_losses=True)
        loss = loss_fn(y, predictions)
        for value in own:
            loss += value
    for variable, value in zip(model.non_trainable_variables, new_state):
        variable.assign(value)
    optimizer.apply(tape.gradient(loss, trainable), model.trainable_variables)
    return loss
