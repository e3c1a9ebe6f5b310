"""Of two classes it takes the one with number 1 wherever its logit is positive.

Fails: test_masks_are_the_most_likely_classes
"""
import tensorflow as tf


def predict_masks(model, images, batch_size=32):
    images = tf.cast(images, tf.float32)
    masks = []
    for first in range(0, images.shape[0], batch_size):
        logits = model(images[first : first + batch_size], training=False)
        if logits.shape[-1] == 2:
            masks.append(tf.cast(logits[..., 1] > 0, tf.int32))
        else:
            masks.append(tf.argmax(logits, axis=-1, output_type=tf.int32))
    return tf.concat(masks, axis=0)
