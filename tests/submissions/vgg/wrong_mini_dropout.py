"""Wrong: dropout before the dense layer.

Fails: test_mini_has_no_noise
"""

import keras


def mini_vgg(input_shape, n_classes, width=8):
    model = keras.Sequential([keras.Input(input_shape)])
    for filters in (width, 2 * width, 4 * width):
        for _ in range(2):
            model.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.GlobalAveragePooling2D())
    model.add(keras.layers.Dropout(0.5))
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
