"""Forgets the flip.

Fails: test_model_flips_left_right
"""

import keras


def augmentation_model(seed):
    return keras.Sequential(
        [
            keras.layers.RandomTranslation(0.1, 0.1, seed=seed),
            keras.layers.RandomRotation(0.05, seed=seed),
        ]
    )
