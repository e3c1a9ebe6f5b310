"""A subclassed network of a private class, its layers named in Chinese: names that TensorFlow's graphs do not take."""

import keras


class _Network(keras.Model):
    def __init__(self, n_classes):
        super().__init__()
        self.卷积 = [
            keras.layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"卷积{n}")
            for n, filters in enumerate((16, 32, 64, 64))
        ]
        self.池化 = keras.layers.MaxPooling2D(name="池化")
        self.展平 = keras.layers.Flatten(name="展平")
        self.共享 = keras.layers.Dense(64, activation="relu", name="共享")
        self.类别 = keras.layers.Dense(n_classes, activation="softmax", name="类别")
        self.方框 = keras.layers.Dense(4, activation="sigmoid", name="方框")

    def call(self, images):
        for layer in self.卷积:
            images = self.池化(layer(images))
        features = self.共享(self.展平(images))
        return {"label": self.类别(features), "box": self.方框(features)}


def localizer(input_shape, n_classes):
    model = _Network(n_classes)
    model(keras.ops.zeros((1, *input_shape)))
    return model
