"""Each pair of convolutions is a Sequential of its own; keras.ops for the Dice loss; masks by predict_on_batch."""
import keras
import numpy as np
from keras import ops


def pair(filters):
    return keras.Sequential(
        [
            keras.layers.Conv2D(filters, 3, padding="same"),
            keras.layers.Activation("relu"),
            keras.layers.Conv2D(filters, 3, padding="same"),
            keras.layers.Activation("relu"),
        ]
    )


def encoder_block(x, filters):
    skip = pair(filters)(x)
    return skip, ops.max_pool(skip, 2, 2)


def decoder_block(x, skip, filters):
    grown = keras.layers.Conv2DTranspose(filters, kernel_size=2, strides=2, padding="same", use_bias=True)(x)
    return pair(filters)(ops.concatenate([grown, skip], axis=-1))


def unet(input_shape, n_classes, base_filters=16, depth=3):
    height, width, channels = input_shape
    size = pow(2, depth)
    if (height % size, width % size) != (0, 0):
        raise ValueError("Sides must be multiples of " + str(size) + ".")
    x = inputs = keras.Input(shape=(height, width, channels))
    skips = {}
    for i in range(depth):
        skips[i], x = encoder_block(x, base_filters << i)
    x = pair(base_filters << depth)(x)
    for i in range(depth - 1, -1, -1):
        x = decoder_block(x, skips[i], base_filters << i)
    x = keras.layers.Conv2D(n_classes + 1, 1, padding="same")(x)
    return keras.Model(inputs, x)


def dice_loss(masks, logits, n_classes, epsilon=1e-9):
    probabilities = ops.softmax(ops.cast(logits, "float32"), axis=-1)
    truth = ops.one_hot(ops.cast(ops.convert_to_tensor(masks), "int32"), n_classes + 1)
    hits = ops.sum(probabilities * truth, axis=(0, 1, 2))
    misses = ops.sum((1 - probabilities) * truth, axis=(0, 1, 2))
    alarms = ops.sum(probabilities * (1 - truth), axis=(0, 1, 2))
    return 1 - ops.mean((2 * hits + epsilon) / (2 * hits + misses + alarms + epsilon))


def predict_masks(model, images, batch_size=32):
    images = ops.convert_to_tensor(images, dtype="float32")
    n = images.shape[0]
    batches = [images[i : min(i + batch_size, n)] for i in range(0, n, batch_size)]
    return np.concatenate([model.predict_on_batch(b).argmax(-1) for b in batches]).astype(np.int32)
