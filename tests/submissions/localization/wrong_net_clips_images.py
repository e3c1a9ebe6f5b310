"""Wrong: the images are clipped to [0, 1] on their way in.

Fails: test_localizer_computes_as_described
"""

import keras


def localizer(input_shape, n_classes):
    image = keras.Input(input_shape)
    x = keras.ops.clip(image, 0, 1)
    for filters in (16, 32, 64, 64):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(64, activation="relu")(x)
    label = keras.layers.Dense(n_classes, activation="softmax")(x)
    box = keras.layers.Dense(4, activation="sigmoid")(x)
    return keras.Model(image, {"label": label, "box": box})
