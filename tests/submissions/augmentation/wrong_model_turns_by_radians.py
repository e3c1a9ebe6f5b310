"""Gives the angle in radians.

Fails: test_model_rotates_by_a_twentieth
"""

import math

import keras


def augmentation_model(seed):
    return keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal", seed=seed),
            keras.layers.RandomTranslation(0.1, 0.1, seed=seed),
            keras.layers.RandomRotation(0.05 * 2 * math.pi, seed=seed),
        ]
    )
