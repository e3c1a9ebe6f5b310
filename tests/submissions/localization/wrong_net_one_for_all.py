"""Wrong: all networks for images of one size are the same one.

Fails: test_localizer_other_sizes
"""

import keras


_models = {}


def localizer(input_shape, n_classes):
    key = tuple(input_shape)
    if key not in _models:
        image = keras.Input(input_shape)
        x = image
        for filters in (16, 32, 64, 64):
            x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
            x = keras.layers.MaxPooling2D(2)(x)
        x = keras.layers.Flatten()(x)
        x = keras.layers.Dense(64, activation="relu")(x)
        label = keras.layers.Dense(n_classes, activation="softmax")(x)
        box = keras.layers.Dense(4, activation="sigmoid")(x)
        _models[key] = keras.Model(image, {"label": label, "box": box})
    return _models[key]
