"""Right: a layer of its own whose bias has the shape (1, 1, 1, filters), so that it can be seen to broadcast."""

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


def vgg_block(filters, n_convs):
    return keras.Sequential([*[Conv(filters) for _ in range(n_convs)], keras.layers.MaxPooling2D()])


def mini_vgg(input_shape, n_classes, width=8):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            *[vgg_block(width * factor, 2) for factor in (1, 2, 4)],
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
