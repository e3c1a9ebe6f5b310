"""Wrong: no pooling in the last block.

Fails: test_mini_outputs
"""

import keras


def mini_vgg(input_shape, n_classes, width=8):
    model = keras.Sequential([keras.Input(input_shape)])
    for factor in (1, 2, 4):
        for _ in range(2):
            model.add(keras.layers.Conv2D(factor * width, 3, padding="same", activation="relu"))
        if factor < 4:
            model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.GlobalAveragePooling2D())
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
