"""Augments unless told otherwise: predict does not tell.

Fails: test_model_is_identity_in_predict
"""

import keras
import tensorflow as tf


class Default(keras.Model):
    def __init__(self, seed):
        super().__init__()
        self.flip = keras.layers.RandomFlip("horizontal", seed=seed)
        self.move = keras.layers.RandomTranslation(0.1, 0.1, seed=seed)
        self.turn = keras.layers.RandomRotation(0.05, seed=seed)

    def call(self, images, mode="training", training=None):
        on = tf.executing_eagerly() is False or training is not False
        return self.turn(self.move(self.flip(images, training=on), training=on), training=on)


def augmentation_model(seed):
    return Default(seed)
