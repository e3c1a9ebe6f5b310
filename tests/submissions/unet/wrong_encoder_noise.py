"""The images become noisy in training.

Fails: test_encoder_is_the_same_in_training
"""
import keras


def encoder_block(x, filters):
    x = keras.layers.GaussianNoise(0.1)(x)
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x, keras.layers.MaxPooling2D(2)(x)
