"""Seed 0 means no seed.

Fails: test_model_is_seeded
"""

import keras


def augmentation_model(seed):
    return keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal", seed=seed or None),
            keras.layers.RandomTranslation(0.1, 0.1, seed=seed or None),
            keras.layers.RandomRotation(0.05, seed=seed or None),
        ]
    )
