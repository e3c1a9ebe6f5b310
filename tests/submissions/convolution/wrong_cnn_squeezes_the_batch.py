"""Wrong: a 1×1 convolution for the dense layer, and all axes of length 1 squeezed away behind it: a batch of one image loses its axis.

Fails: test_cnn_any_input_shape
"""

import keras


def cnn(input_shape, n_classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Conv2D(64, 3, activation="relu")(x)
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = keras.layers.Conv2D(n_classes, 1, activation="softmax")(x)
    return keras.Model(inputs, keras.ops.squeeze(x))
