"""A Sequential model without an input.

Fails: test_classifier_is_built
"""
import keras


class Classifier(keras.Model):
    """A frozen base and a head that has no weights yet."""

    def __init__(self, base, n_classes):
        super().__init__()
        base.trainable = False
        self.base = base
        self.pool = keras.layers.GlobalAveragePooling2D()
        self.head = keras.layers.Dense(n_classes, activation="softmax")

    def call(self, images):
        return self.head(self.pool(self.base(images, training=False)))


def classifier_on(base, n_classes):
    return Classifier(base, n_classes)
