"""Wrong: a subclassed model that has not seen an input.

Fails: test_localizer_is_built
"""

import keras


class Localizer(keras.Model):
    def __init__(self, n_classes):
        super().__init__()
        self.body = keras.Sequential()
        for filters in (16, 32, 64, 64):
            self.body.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu"))
            self.body.add(keras.layers.MaxPooling2D())
        self.body.add(keras.layers.Flatten())
        self.body.add(keras.layers.Dense(64, activation="relu"))
        self.label_head = keras.layers.Dense(n_classes, activation="softmax")
        self.box_head = keras.layers.Dense(4, activation="sigmoid")

    def call(self, images):
        features = self.body(images)
        return {"label": self.label_head(features), "box": self.box_head(features)}


def localizer(input_shape, n_classes):
    return Localizer(n_classes)
