"""Wrong: Flatten in place of the average.

Fails: test_mini_parameters_by_default, test_mini_layers, test_mini_outputs
"""

import keras


def mini_vgg(input_shape, n_classes, width=8):
    model = keras.Sequential([keras.Input(input_shape)])
    for filters in (width, 2 * width, 4 * width):
        for _ in range(2):
            model.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
