"""Zooms, too.

Fails: test_model_does_nothing_else
"""

import keras


def augmentation_model(seed):
    return keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal", seed=seed),
            keras.layers.RandomTranslation(0.1, 0.1, seed=seed),
            keras.layers.RandomRotation(0.05, seed=seed),
            keras.layers.RandomZoom(0.3, seed=seed),
        ]
    )
