"""Wrong: takes the micro-batches out of the caller's list.

Fails: test_accumulation_leaves_the_list_alone
"""

import tensorflow as tf


def accumulated_step(model, optimizer, loss_fn, batches):
    variables = model.trainable_variables
    examples = sum(len(y) for _, y in batches)
    total, sums = 0.0, [None] * len(variables)
    while batches:
        x, y = batches.pop(0)
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
            if model.losses:
                loss += tf.add_n(model.losses)
            loss *= len(y) / examples  # these weights add up to 1: what all micro-batches share counts once
        for index, gradient in enumerate(tape.gradient(loss, variables)):
            if gradient is not None:
                seen = sums[index]
                gradient = tf.convert_to_tensor(gradient)  # the gradient of an embedding is sparse: it cannot be added
                sums[index] = gradient if seen is None else seen + gradient
        total += loss
    optimizer.apply(sums, variables)
    return total
