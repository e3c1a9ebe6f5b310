"""Wrong: the images have three channels, whatever `input_shape` says.

Fails: test_vgg16_layers
"""

import keras


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    height, width = input_shape[:2]
    model = keras.Sequential([keras.Input((height, width, 3))])
    for filters, n_convs in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(n_convs):
            model.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(4096, activation="relu"))
    model.add(keras.layers.Dense(4096, activation="relu"))
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
