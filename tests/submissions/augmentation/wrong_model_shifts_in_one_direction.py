"""Translates along the height only.

Fails: test_model_translates_by_a_tenth
"""

import keras


def augmentation_model(seed):
    return keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal", seed=seed),
            keras.layers.RandomTranslation(0.1, 0.0, seed=seed),
            keras.layers.RandomRotation(0.05, seed=seed),
        ]
    )
