"""Wrong: turns the order of the channels round, as for the published weights: images come as they are.

Fails: test_vgg16_outputs
"""

import keras


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    inputs = keras.Input(input_shape)
    x = keras.ops.flip(inputs, axis=-1)
    for filters, n_convs in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(n_convs):
            x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    for _ in range(2):
        x = keras.layers.Dense(4096, activation="relu")(x)
    return keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(x))
