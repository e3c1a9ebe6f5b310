"""Wrong: the first convolution of a block has stride 2, and there is no pooling.

Fails: test_vgg16_outputs
"""

import keras


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    model = keras.Sequential([keras.Input(input_shape)])
    for filters, n in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for number in range(n):
            stride = 2 if number == 0 else 1
            model.add(keras.layers.Conv2D(filters, 3, strides=stride, padding="same", activation="relu"))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(4096, activation="relu"))
    model.add(keras.layers.Dense(4096, activation="relu"))
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
