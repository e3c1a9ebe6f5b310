"""Wrong: each micro-batch's gradient is clipped on its own, as if it were the whole.

Fails: test_accumulation_hands_over_one_gradient
"""

import tensorflow as tf


def accumulated_step(model, optimizer, loss_fn, batches):
    examples = sum(len(y) for _, y in batches)
    sums = [tf.zeros_like(variable) for variable in model.trainable_variables]
    total = 0.0
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
            loss *= len(y) / examples
        gradients = tape.gradient(loss, model.trainable_variables)
        if optimizer.clipnorm:
            gradients = [tf.clip_by_norm(gradient, optimizer.clipnorm) for gradient in gradients]
        sums = [one + other for one, other in zip(sums, gradients)]
        total += loss
    optimizer.apply_gradients(zip(sums, model.trainable_variables))
    return total
