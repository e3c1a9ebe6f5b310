"""Height and width change places before Flatten: as many weights, another network.

Fails: test_vgg16_outputs
"""

import keras
from keras import layers


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    model = keras.Sequential([keras.Input(input_shape)])
    for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            model.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D())
    model.add(layers.Permute((2, 1, 3)))
    model.add(layers.Flatten())
    model.add(layers.Dense(4096, activation="relu"))
    model.add(layers.Dense(4096, activation="relu"))
    model.add(layers.Dense(n_classes, activation="softmax"))
    return model
