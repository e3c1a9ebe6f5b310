"""Wrong: the poolings pad, and keep what is left over where a side is odd.

Fails: test_vgg16_layers, test_vgg16_outputs
"""

import keras


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    model = keras.Sequential([keras.Input(input_shape)])
    for filters, n in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(n):
            model.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(keras.layers.MaxPooling2D(2, padding="same"))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(4096, activation="relu"))
    model.add(keras.layers.Dense(4096, activation="relu"))
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
