"""Right: convolutions of a layer of its own, whose bias has the shape (1, 1, 1, filters)."""

import keras


class Conv(keras.layers.Layer):
    """Conv 3x3, same, relu."""

    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters

    def build(self, shape):
        self.w = self.add_weight(shape=(3, 3, shape[-1], self.filters), initializer="glorot_uniform", name="w")
        self.b = self.add_weight(shape=(1, 1, 1, self.filters), initializer="zeros", name="b")

    def call(self, x):
        return keras.ops.relu(keras.ops.conv(x, self.w, padding="same") + self.b)


def localizer(input_shape, n_classes):
    x = image = keras.Input(input_shape)
    for filters in (16, 32, 64, 64):
        x = keras.layers.MaxPooling2D(2)(Conv(filters)(x))
    x = keras.layers.Dense(64, activation="relu")(keras.layers.Flatten()(x))
    label = keras.layers.Dense(n_classes, activation="softmax")(x)
    return keras.Model(image, {"label": label, "box": keras.layers.Dense(4, activation="sigmoid")(x)})
