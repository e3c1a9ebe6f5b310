"""Subclassed layers and a subclassed model, skip first in the concatenation, Dice by flattening, masks by predict."""
import keras
import tensorflow as tf


class Twice(keras.layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.one = keras.layers.Conv2D(filters, 3, padding="same")
        self.two = keras.layers.Conv2D(filters, 3, padding="same")

    def call(self, x):
        return tf.nn.relu(self.two(tf.nn.relu(self.one(x))))


class Down(keras.layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.twice = Twice(filters)
        self.pool = keras.layers.MaxPool2D()

    def call(self, x):
        skip = self.twice(x)
        return skip, self.pool(skip)


class Up(keras.layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.grow = keras.layers.Conv2DTranspose(filters, 2, 2)
        self.twice = Twice(filters)

    def call(self, x, skip):
        return self.twice(tf.concat([skip, self.grow(x)], axis=-1))


def encoder_block(x, filters):
    return Down(filters)(x)


def decoder_block(x, skip, filters):
    return Up(filters)(x, skip)


class UNet(keras.Model):
    def __init__(self, n_outputs, base_filters, depth):
        super().__init__()
        self.downs = [Down(base_filters * 2**i) for i in range(depth)]
        self.bottom = Twice(base_filters * 2**depth)
        self.ups = [Up(base_filters * 2**i) for i in range(depth)]
        self.score = keras.layers.Conv2D(n_outputs, 1, kernel_initializer="zeros")

    def call(self, x):
        skips = []
        for down in self.downs:
            skip, x = down(x)
            skips.append(skip)
        x = self.bottom(x)
        for up in self.ups[::-1]:
            x = up(x, skips.pop())
        return self.score(x)


def unet(input_shape, n_classes, base_filters=16, depth=3):
    for side in input_shape[:2]:
        if side % 2**depth:
            raise ValueError(f"{side} is not a multiple of {2**depth}")
    model = UNet(n_classes + 1, base_filters, depth)
    model(tf.zeros((1, *input_shape)))
    return model


def dice_loss(masks, logits, n_classes):
    classes = n_classes + 1
    p = tf.reshape(tf.nn.softmax(tf.cast(logits, tf.float32), axis=-1), [-1, classes])
    g = tf.one_hot(tf.reshape(tf.cast(masks, tf.int32), [-1]), classes)
    dice = (2 * tf.reduce_sum(p * g, 0) + 1e-7) / (tf.reduce_sum(p + g, 0) + 1e-7)
    return tf.reduce_mean(1 - dice)


def predict_masks(model, images, batch_size=32):
    logits = model.predict(images, batch_size=batch_size, verbose=0)
    return logits.argmax(axis=-1).astype("int32")
