"""Wrong: two classes get one sigmoid output instead of two probabilities.

Fails: test_mini_probabilities
"""

import keras


def mini_vgg(input_shape, n_classes, width=8):
    model = keras.Sequential([keras.Input(input_shape)])
    for filters in (width, 2 * width, 4 * width):
        for _ in range(2):
            model.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(keras.layers.MaxPool2D())
    model.add(keras.layers.GlobalAveragePooling2D())
    outputs, activation = (1, "sigmoid") if n_classes == 2 else (n_classes, "softmax")
    model.add(keras.layers.Dense(outputs, activation=activation))
    return model
