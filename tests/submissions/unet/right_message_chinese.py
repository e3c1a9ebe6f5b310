"""Right: the message is Chinese and says "2 to the power of 3" as one says it there: 2 的 3 次方."""

import keras


def unet(input_shape, n_classes, base_filters=16, depth=3):
    number = 2**depth
    for side in input_shape[:2]:
        if side % number:
            raise ValueError(f"图像的高和宽都必须能被 2 的 {depth} 次方整除，现在是 {input_shape[0]}×{input_shape[1]}。")
    x = inputs = keras.Input(input_shape)
    skips = []
    for level in range(depth):
        skip, x = encoder_block(x, base_filters * 2**level)
        skips.append(skip)
    for _ in range(2):
        x = keras.layers.Conv2D(base_filters * 2**depth, 3, padding="same", activation="relu")(x)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], base_filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(n_classes + 1, 1)(x))
