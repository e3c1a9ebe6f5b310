"""Wrong: a pooling after every convolution.

Fails: test_block_output_shape, test_block_outputs
"""

import keras


def vgg_block(filters, n_convs):
    block = keras.Sequential()
    for _ in range(n_convs):
        block.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu"))
        block.add(keras.layers.MaxPooling2D(2))
    return block
