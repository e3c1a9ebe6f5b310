"""Rotates by up to a tenth of a turn.

Fails: test_model_rotates_by_a_twentieth
"""

import keras


def augmentation_model(seed):
    return keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal", seed=seed),
            keras.layers.RandomTranslation(0.1, 0.1, seed=seed),
            keras.layers.RandomRotation(0.1, seed=seed),
        ]
    )
