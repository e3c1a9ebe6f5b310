"""The activation ends at 6, as in MobileNet.

Fails: test_block_outputs
"""


def vgg_block(filters, n_convs):
    layers = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu6") for _ in range(n_convs)]
    return keras.Sequential([*layers, keras.layers.MaxPooling2D(2)])
