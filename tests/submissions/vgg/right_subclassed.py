"""Right: subclassed models, created by calling them on zeros or by build; attributes in another order than the layers."""

import keras
import tensorflow as tf


def receptive_field(layers):
    if not layers:
        return 1
    *below, (kernel, _) = layers
    step = 1
    for _, stride in below:
        step *= stride
    return receptive_field(below) + (kernel - 1) * step


def stack_params(n_convs, channels, kernel=3):
    layer = keras.layers.Conv2D(channels, kernel)
    layer.build((None, None, None, channels))
    return n_convs * layer.count_params()


class Block(keras.Sequential):
    def __init__(self, filters, n_convs):
        super().__init__([keras.layers.Conv2D(filters, 3, 1, "same", activation=tf.nn.relu) for _ in range(n_convs)])
        self.add(keras.layers.MaxPool2D())


def vgg_block(filters, n_convs):
    return Block(filters, n_convs)


class VGG16(keras.Model):
    def __init__(self, n_classes):
        super().__init__()
        self.top = keras.layers.Dense(n_classes, activation="softmax")
        self.second = keras.layers.Dense(4096, activation="relu")
        self.first = keras.layers.Dense(4096, activation="relu")
        self.flatten = keras.layers.Flatten()
        self.blocks = [Block(64, 2), Block(128, 2), Block(256, 3), Block(512, 3), Block(512, 3)]

    def call(self, inputs):
        x = inputs
        for block in self.blocks:
            x = block(x)
        return self.top(self.second(self.first(self.flatten(x))))


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    model = VGG16(n_classes)
    model(tf.zeros((1, *input_shape)))
    return model


class MiniVGG(keras.Model):
    def __init__(self, n_classes, width, **kwargs):
        super().__init__(**kwargs)
        self.classify = keras.layers.Dense(n_classes)
        self.third, self.second, self.first = (Block(width * factor, 2) for factor in (4, 2, 1))

    def call(self, x, training=False):
        x = self.third(self.second(self.first(x, training=training), training=training), training=training)
        return tf.nn.softmax(self.classify(tf.reduce_mean(x, axis=[1, 2])))


def mini_vgg(input_shape, n_classes, width=8):
    model = MiniVGG(n_classes, width)
    model(keras.Input(input_shape))
    return model
