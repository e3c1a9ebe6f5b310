"""Wrong: turned in one direction only.

Fails: test_model_rotates_by_a_twentieth
"""

import keras


def augmentation_model(seed):
    return keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal", seed=seed),
            keras.layers.RandomTranslation(0.1, 0.1, seed=seed + 1),
            keras.layers.RandomRotation((0, 0.05), seed=seed + 2),
        ]
    )
