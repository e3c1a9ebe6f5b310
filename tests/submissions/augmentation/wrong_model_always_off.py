"""The layers never train.

Fails: test_model_is_random_in_training
"""

import keras


class Off(keras.Model):
    def __init__(self, seed):
        super().__init__()
        self.flip = keras.layers.RandomFlip("horizontal", seed=seed)
        self.move = keras.layers.RandomTranslation(0.1, 0.1, seed=seed)
        self.turn = keras.layers.RandomRotation(0.05, seed=seed)

    def call(self, images, training=False):
        return self.turn(self.move(self.flip(images, training=False), training=False), training=False)


def augmentation_model(seed):
    return Off(seed)
