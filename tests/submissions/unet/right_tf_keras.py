"""tf.keras with separate activations and named layers, Dice by a loop over the classes, masks by tf.data."""
import itertools

import tensorflow as tf

L = tf.keras.layers
numbers = itertools.count()


def conv(x, filters):
    number = next(numbers)
    x = L.Convolution2D(filters, (3, 3), strides=1, padding="SAME", kernel_initializer="he_normal", name=f"c{number}")(x)
    return L.ReLU(name=f"r{number}")(x)


def encoder_block(x, filters):
    x = conv(conv(x, filters), filters)
    down = L.MaxPooling2D(pool_size=(2, 2), strides=(2, 2))(x)
    return (x, down)


def decoder_block(x, skip, filters):
    x = L.Conv2DTranspose(filters, (2, 2), strides=(2, 2), padding="same", activation="linear")(x)
    x = L.concatenate([skip, x], axis=3)
    return conv(conv(x, filters), filters)


def unet(input_shape, n_classes, base_filters=16, depth=3):
    print("building a U-Net for", input_shape)
    divisor = 1 << depth
    h, w = input_shape[0], input_shape[1]
    if not (h % divisor == 0 and w % divisor == 0):
        raise ValueError("height and width must be divisible by 2^%d, got %dx%d" % (depth, h, w))
    inputs = tf.keras.layers.Input(shape=input_shape, name="images")
    x, skips, filters = inputs, [], base_filters
    for _ in range(depth):
        skip, x = encoder_block(x, filters)
        skips.insert(0, skip)
        filters *= 2
    x = conv(conv(x, filters), filters)
    for skip in skips:
        filters //= 2
        x = decoder_block(x, skip, filters)
    outputs = L.Conv2D(n_classes + 1, (1, 1), activation=None, name="logits")(x)
    return tf.keras.Model(inputs=inputs, outputs=outputs, name="unet")


def dice_loss(masks, logits, n_classes):
    probs = tf.keras.activations.softmax(tf.convert_to_tensor(tf.cast(logits, tf.float32)))
    masks = tf.cast(masks, tf.int32)
    total = 0.0
    for c in range(n_classes + 1):
        g = tf.cast(tf.equal(masks, c), tf.float32)
        p = probs[..., c]
        total += (2.0 * tf.reduce_sum(g * p) + 1e-6) / (tf.reduce_sum(g) + tf.reduce_sum(p) + 1e-6)
    return 1.0 - total / (n_classes + 1)


def predict_masks(model, images, batch_size=32):
    dataset = tf.data.Dataset.from_tensor_slices(tf.cast(images, tf.float32)).batch(batch_size)
    parts = [tf.cast(tf.argmax(model(batch), axis=-1), tf.int32) for batch in dataset]
    return tf.concat(parts, 0)
