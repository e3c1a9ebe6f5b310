"""Throws one coin for the whole batch.

Fails: test_model_flips_left_right
"""

import keras


class Flip(keras.layers.Layer):
    def __init__(self, seed):
        super().__init__()
        self.coin = keras.random.SeedGenerator(seed)

    def call(self, x, training=False):
        if not training:
            return x
        return keras.ops.where(keras.random.uniform((), seed=self.coin) < 0.5, keras.ops.flip(x, axis=2), x)


def augmentation_model(seed):
    return keras.Sequential(
        [
            Flip(seed),
            keras.layers.RandomTranslation(0.1, 0.1, seed=seed),
            keras.layers.RandomRotation(0.05, seed=seed),
        ]
    )
