"""Right: every layer written out; a layer class of its own; sizes of the field from the units that a unit sees."""

import keras
from keras.layers import Activation, Conv2D, Dense, Flatten, GlobalAveragePooling2D, Input, MaxPooling2D
from keras.models import Model, Sequential


def receptive_field(layers):
    first, last = 0, 0
    for kernel, stride in layers[::-1]:
        first, last = first * stride, last * stride + kernel - 1
    return last - first + 1


def stack_params(n_convs, channels, kernel=3):
    def one(c_in, c_out):
        return (kernel * kernel * c_in + 1) * c_out

    return sum(one(channels, channels) for _ in range(n_convs))


@keras.saving.register_keras_serializable("tests")
class ConvRelu(keras.layers.Layer):
    """A convolution with its relu."""

    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters

    def build(self, shape):
        self.kernel = self.add_weight(shape=(3, 3, shape[-1], self.filters), initializer="he_normal", name="kernel")
        self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")

    def call(self, x):
        return keras.ops.relu(keras.ops.conv(x, self.kernel, padding="same") + self.bias)


def vgg_block(filters, n_convs):
    return Sequential([*(ConvRelu(filters) for _ in range(n_convs)), MaxPooling2D((2, 2), strides=2, padding="valid")])


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    model = Sequential()
    model.add(Input(shape=input_shape))

    # block 1
    model.add(Conv2D(64, (3, 3), activation="relu", padding="same", name="block1_conv1"))
    model.add(Conv2D(64, (3, 3), activation="relu", padding="same", name="block1_conv2"))
    model.add(MaxPooling2D((2, 2), strides=(2, 2), name="block1_pool"))
    # block 2
    model.add(Conv2D(128, (3, 3), activation="relu", padding="same", name="block2_conv1"))
    model.add(Conv2D(128, (3, 3), activation="relu", padding="same", name="block2_conv2"))
    model.add(MaxPooling2D((2, 2), strides=(2, 2), name="block2_pool"))
    # block 3
    model.add(Conv2D(256, (3, 3), activation="relu", padding="same", name="block3_conv1"))
    model.add(Conv2D(256, (3, 3), activation="relu", padding="same", name="block3_conv2"))
    model.add(Conv2D(256, (3, 3), activation="relu", padding="same", name="block3_conv3"))
    model.add(MaxPooling2D((2, 2), strides=(2, 2), name="block3_pool"))
    # block 4
    model.add(Conv2D(512, (3, 3), activation="relu", padding="same", name="block4_conv1"))
    model.add(Conv2D(512, (3, 3), activation="relu", padding="same", name="block4_conv2"))
    model.add(Conv2D(512, (3, 3), activation="relu", padding="same", name="block4_conv3"))
    model.add(MaxPooling2D((2, 2), strides=(2, 2), name="block4_pool"))
    # block 5
    model.add(Conv2D(512, (3, 3), activation="relu", padding="same", name="block5_conv1"))
    model.add(Conv2D(512, (3, 3), activation="relu", padding="same", name="block5_conv2"))
    model.add(Conv2D(512, (3, 3), activation="relu", padding="same", name="block5_conv3"))
    model.add(MaxPooling2D((2, 2), strides=(2, 2), name="block5_pool"))

    model.add(Flatten(name="flatten"))
    model.add(Dense(4096, activation="relu", name="fc1"))
    model.add(Dense(4096, activation="relu", name="fc2"))
    model.add(Dense(n_classes, activation="softmax", name="predictions"))
    model.compile(optimizer=keras.optimizers.SGD(0.01, momentum=0.9), loss="categorical_crossentropy")
    return model


def mini_vgg(input_shape, n_classes, width=8):
    image = Input(input_shape)
    x = image
    for units in [width, width * 2, width * 4]:
        for _ in range(2):
            x = Conv2D(units, 3, padding="same")(x)
            x = Activation("relu")(x)
        x = MaxPooling2D(2)(x)
    x = GlobalAveragePooling2D(keepdims=True)(x)
    x = Flatten()(x)
    return Model(inputs=image, outputs=Activation("softmax")(Dense(n_classes)(x)))
