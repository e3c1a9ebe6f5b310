"""Wrong: one convolution, used several times.

Fails: test_block_parameters
"""

import keras


def vgg_block(filters, n_convs):
    first = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
    shared = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")

    class Block(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.shared, self.pool = first, shared, keras.layers.MaxPooling2D(2)

        def call(self, x):
            x = self.first(x)
            for _ in range(n_convs - 1):
                x = self.shared(x)
            return self.pool(x)

    return Block()
