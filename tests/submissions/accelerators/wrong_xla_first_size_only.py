"""Wrong: compiles for the size of the first batch.

Fails: test_xla_step_takes_another_size
"""

import keras
import tensorflow as tf


def xla_step(model, optimizer, loss_fn):
    compiled = None


    def inner(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss


    def step(x, y):
        nonlocal compiled
        if compiled is None:
            specs = [tf.TensorSpec(x.shape, x.dtype), tf.TensorSpec(y.shape, y.dtype)]
            compiled = tf.function(inner, input_signature=specs, jit_compile=True)
        return compiled(x, y)


    return step
