"""The U-Net as a recursion, a Dense layer for the 1×1 logits, Dice by einsum with divide_no_nan, masks in NumPy."""
import keras
import numpy as np
import tensorflow as tf
from keras import layers


def twice(x, filters):
    return layers.Conv2D(filters, 3, 1, "same", activation=keras.activations.relu)(
        layers.Conv2D(filters, 3, 1, "same", activation=keras.activations.relu)(x)
    )


def encoder_block(x, filters):
    skip = twice(x, filters)
    return [skip, layers.MaxPool2D(2, padding="same")(skip)]


def decoder_block(x, skip, filters):
    up = layers.Conv2DTranspose(filters, 2, strides=2, padding="valid")(x)
    return twice(layers.Concatenate(axis=-1)((up, skip)), filters)


def level(x, filters, depth):
    if depth == 0:
        return twice(x, filters)
    skip, down = encoder_block(x, filters)
    return decoder_block(level(down, 2 * filters, depth - 1), skip, filters)


def unet(input_shape, n_classes, base_filters=16, depth=3):
    if any(side % 2**depth != 0 for side in input_shape[:-1]):
        raise ValueError(f"each side must be a multiple of 2**depth = {2**depth}: {input_shape}")
    image = keras.Input(input_shape)
    model = keras.Model(image, layers.Dense(n_classes + 1)(level(image, base_filters, depth)))
    model.compile("adam")
    return model


def dice_loss(masks, logits, n_classes):
    p = tf.math.softmax(tf.cast(logits, tf.float32))
    g = tf.eye(n_classes + 1)[None] if False else tf.gather(tf.eye(n_classes + 1), masks)
    meet = 2 * tf.einsum("nhwc,nhwc->c", p, g)
    both = tf.einsum("nhwc->c", p) + tf.einsum("nhwc->c", g)
    dice = tf.where(both > 0, tf.math.divide_no_nan(meet, both), tf.ones_like(both))
    return 1 - tf.math.reduce_mean(dice)


def predict_masks(model, images, batch_size=32):
    images = np.asarray(images)
    out = np.empty(images.shape[:3], np.int32)
    for i in range(0, len(images), batch_size):
        out[i : i + batch_size] = np.argmax(model(images[i : i + batch_size], training=False).numpy(), -1)
    return out
