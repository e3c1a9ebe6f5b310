"""Wrong: of several own losses it takes the mean, not the sum.

Fails: test_accumulation_counts_own_losses_once
"""

import tensorflow as tf


def accumulated_step(model, optimizer, loss_fn, batches):
    variables = model.trainable_variables
    examples = sum(len(y) for _, y in batches)
    total, sums = 0.0, [0.0] * len(variables)
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
            if model.losses:
                loss += tf.reduce_mean(model.losses)
            loss *= len(y) / examples
        sums = [seen + gradient for seen, gradient in zip(sums, tape.gradient(loss, variables))]
        total += loss
    optimizer.apply(sums, variables)
    return total
