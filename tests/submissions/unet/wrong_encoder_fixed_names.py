"""The layers have fixed names: one block per model.

Fails: test_encoder_twice_in_one_model
"""
import keras


def encoder_block(x, filters):
    x = keras.layers.Conv2D(filters, name="encoder1", kernel_size=3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, name="encoder2", kernel_size=3, padding="same", activation="relu")(x)
    return x, keras.layers.MaxPooling2D(2)(x)
