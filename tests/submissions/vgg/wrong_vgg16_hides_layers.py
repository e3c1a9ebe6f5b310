"""Wrong: the hidden dense layers are hidden from Keras: they never train.

Fails: test_vgg16_parameters, test_vgg16_parameters_by_default, test_vgg16_layers, test_vgg16_trains
"""

import keras


class VGG(keras.Model):
    def __init__(self, input_shape, n_classes):
        super().__init__()
        blocks = []
        for filters, n in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
            blocks += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(n)]
            blocks.append(keras.layers.MaxPooling2D(2))
        self.base = keras.Sequential([keras.Input(input_shape), *blocks, keras.layers.Flatten()])
        for number in (1, 2):
            vars(self)[f"dense{number}"] = keras.layers.Dense(4096, activation="relu")
        self.top = keras.layers.Dense(n_classes, activation="softmax")
        units = self.base.output_shape[-1]
        vars(self)["dense1"].build((None, units))
        vars(self)["dense2"].build((None, 4096))
        self.top.build((None, 4096))
        self.built = True

    def call(self, x):
        x = self.base(x)
        for number in (1, 2):
            x = vars(self)[f"dense{number}"](x)
        return self.top(x)


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    return VGG(input_shape, n_classes)
