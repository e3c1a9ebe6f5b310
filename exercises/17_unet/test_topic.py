"""Public checks of topic 17. Run `pytest exercises/17_unet` or `course check unet`."""

import numpy as np

from course.public import expect, expect_close, expect_raises, part, picture

HINTS = {
    "encoder_block": [
        'Keras\' functional API: `keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)`, twice.',
        "Keep the result of the second convolution under a name of its own: it is the skip, and what is pooled.",
    ],
    "decoder_block": [
        "`keras.layers.Conv2DTranspose` takes filters, kernel size and strides; leave its activation alone.",
        "`keras.layers.Concatenate()([one, other])` joins along the last axis, the channels.",
    ],
    "unet": [
        "On the way down append each skip to a list; on the way up take them from its end.",
        "The bottom has two convolutions but no pooling and no skip. `model.summary()` shows where parameters differ.",
        "`side % 2**depth` is 0 for sides that fit. Look at both sides before you build anything.",
    ],
    "dice_loss": [
        "`tf.one_hot(masks, n_classes + 1)` has the shape of the logits: then everything is products and sums.",
        "Sum over the axes 0, 1 and 2, which leaves one number per class. Divide, and only then average.",
    ],
    "predict_masks": [
        "`range(0, n, batch_size)` gives the first index of every batch; a slice may reach beyond the end.",
        "`tf.argmax(…, axis=-1, output_type=tf.int32)`, then join the batches by `tf.concat`.",
    ],
}


def encoder_model(learner):
    """The block as a model of one input and two outputs."""
    import keras

    x = keras.Input((6, 8, 3))
    result = learner.encoder_block(x, 5)
    expect(isinstance(result, (tuple, list)) and len(result) == 2, "encoder_block returns the pair (skip, down)",
           call="encoder_block(x, 5)", got=result)  # fmt: skip
    return keras.Model(x, list(result))


@part("encoder_block")
def test_encoder_shapes(learner):
    """encoder_block returns (skip, down): the skip in full size, the other half as large"""
    skip, down = encoder_model(learner).outputs
    got = (tuple(skip.shape), tuple(down.shape))
    expect(got == ((None, 6, 8, 5), (None, 3, 4, 5)), "Other shapes", call="encoder_block(x (6, 8, 3), 5)",
           got=got, expected=((None, 6, 8, 5), (None, 3, 4, 5)))  # fmt: skip


@part("encoder_block")
def test_encoder_pools_the_skip(learner):
    """encoder_block has two convolutions, 3·3·3·5 + 5 and 3·3·5·5 + 5 parameters; `down` is the maximum of every 2×2 of `skip`"""
    model = encoder_model(learner)
    call = "encoder_block(x (6, 8, 3), 5)"
    expect(model.count_params() == 370, "Another number of parameters", call=call, got=model.count_params(),
           expected=370)  # fmt: skip
    image = np.random.default_rng(0).random((1, 6, 8, 3)).astype("float32")
    skip, down = (np.asarray(result) for result in model(image))
    expect(skip.min() >= 0, "The skip holds negative numbers: is there a relu?", call=call, got=skip.min())
    maxima = skip.reshape(1, 3, 2, 4, 2, 5).max(axis=(2, 4))
    expect_close(down, maxima, call="down, compared with the 2×2 maxima of skip")


def decoder_model(learner):
    """The block as a model of two inputs."""
    import keras

    x, skip = keras.Input((3, 4, 6)), keras.Input((6, 8, 5))
    return keras.Model([x, skip], learner.decoder_block(x, skip, 4))


@part("decoder_block")
def test_decoder_shape_and_parameters(learner):
    """decoder_block doubles x, joins it with the skip, and has 100 + 328 + 148 parameters"""
    model = decoder_model(learner)
    call = "decoder_block(x (3, 4, 6), skip (6, 8, 5), 4)"
    got = tuple(model.output.shape)
    expect(got == (None, 6, 8, 4), "Another shape", call=call, got=got, expected=(None, 6, 8, 4))
    parts = "576 = (2·2·6·4 + 4) transposed + (3·3·(4 + 5)·4 + 4) + (3·3·4·4 + 4)"
    expect(model.count_params() == 576, "Another number of parameters", call=call, got=model.count_params(),
           expected=parts)  # fmt: skip


@part("decoder_block")
def test_decoder_uses_both(learner):
    """the result of decoder_block changes with x, and it changes with the skip"""
    model = decoder_model(learner)
    model.set_weights([np.abs(weight) for weight in model.get_weights()])  # no relu is closed
    random = np.random.default_rng(1)
    x, skip = random.random((1, 3, 4, 6)).astype("float32"), random.random((1, 6, 8, 5)).astype("float32")
    before = np.asarray(model([x, skip]))
    for name, changed in (("x", [x + 1, skip]), ("skip", [x, skip + 1])):
        moved = np.abs(np.asarray(model(changed)) - before).max()
        expect(moved > 1e-6, f"The result does not depend on {name}", call="decoder_block(x, skip, 4)")


@part("unet")
def test_unet_parameters(learner):
    """unet((64, 64, 3), 3) has 482,084 parameters, and other settings others"""
    settings = (("(64, 64, 3), 3", ((64, 64, 3), 3), {}, 482_084),
                ("(32, 48, 1), 2, base_filters=4, depth=2", ((32, 48, 1), 2), {"base_filters": 4, "depth": 2}, 7_407),
                )  # fmt: skip
    for text, arguments, options, expected in settings:
        got = learner.unet(*arguments, **options).count_params()
        expect(got == expected, "Another number of parameters", call=f"unet({text}).count_params()",
               got=f"{got:,}", expected=f"{expected:,}")  # fmt: skip


@part("unet")
def test_unet_logits(learner):
    """unet returns logits of the image's height and width, with a channel for the background and no softmax"""
    images = np.random.default_rng(2).random((2, 16, 24, 3)).astype("float32")
    got = np.asarray(learner.unet((16, 24, 3), 2, base_filters=4)(images))
    call = "unet((16, 24, 3), 2, base_filters=4)(two images)"
    expect(got.shape == (2, 16, 24, 3), "Another shape", call=call, got=got.shape, expected=(2, 16, 24, 3))
    expect(not np.allclose(got.sum(axis=-1), 1, atol=1e-3), "The scores of each pixel add up to 1: these are no logits",
           call=call)  # fmt: skip


@part("unet")
def test_unet_refuses_sides(learner):
    """unet raises ValueError when a side is not divisible by 2^depth, and names that number"""
    error = expect_raises(ValueError, learner.unet, (60, 64, 3), 3, call="unet((60, 64, 3), 3)")
    named = any(text in str(error) for text in ("8", "2^", "2**", "2 ** "))
    expect(named, "The message does not name 2^3 = 8", call="unet((60, 64, 3), 3)", got=str(error))
    expect_raises(ValueError, learner.unet, (64, 90, 3), 3, depth=2, call="unet((64, 90, 3), 3, depth=2)")


MASKS = np.array([[[0, 0, 1, 2]]], "int32")


@part("dice_loss")
def test_dice_perfect(learner):
    """dice_loss is 0 for a perfect, confident prediction, also where a class does not occur"""
    for n_classes in (2, 4):
        logits = 40 * np.eye(n_classes + 1, dtype="float32")[MASKS] - 20
        logits[..., 3:] = -1000  # impossible: neither there nor predicted
        got = learner.dice_loss(MASKS, logits, n_classes)
        expect_close(got, 0.0, call=f"dice_loss(masks = 0 0 1 2, sure and right, n_classes={n_classes})")


@part("dice_loss")
def test_dice_undecided(learner):
    """dice_loss of equal logits: the soft Dice is 2·(2/3)/(2 + 4/3) for class 0, 2·(1/3)/(1 + 4/3) for 1 and 2"""
    got = learner.dice_loss(MASKS, np.zeros((1, 1, 4, 3), "float32"), 2)
    expected = 1 - (0.4 + 2 / 7 + 2 / 7) / 3
    expect_close(got, expected, call="dice_loss(masks = 0 0 1 2, logits = 0, n_classes=2)")


@part("dice_loss")
def test_dice_pools_the_batch(learner):
    """dice_loss adds up over the whole batch: an image cut in two gives the same loss"""
    random = np.random.default_rng(3)
    logits = random.normal(size=(1, 4, 6, 3)).astype("float32")
    masks = np.sort(random.integers(0, 3, (1, 4, 6)), axis=1).astype("int32")
    whole = learner.dice_loss(masks, logits, 2)
    halves = learner.dice_loss(masks.reshape(2, 2, 6), logits.reshape(2, 2, 6, 3), 2)
    expect_close(halves, whole, call="dice_loss of two halves of an image, compared with that of the whole")


def bright_or_dark(training_is_wrong=True):
    """A model of three classes: dark, gray and bright pixels. In training mode it sees the negative."""
    import keras

    class Eye(keras.layers.Layer):
        def call(self, images, training=False):
            images = 1 - images if training and training_is_wrong else images
            return keras.ops.concatenate([0.3 - images, 0.5 * images - 0.2, 1.5 * images - 0.9], axis=-1)

    return keras.Sequential([keras.Input((6, 8, 1)), Eye()])


@part("predict_masks")
def test_predict(learner):
    """predict_masks gives the class with the highest logit, in int32, for images in batches of 2, 2 and 1"""
    images = np.random.default_rng(4).random((5, 6, 8, 1)).astype("float32")
    expected = np.argmax([0.3 - images, 0.5 * images - 0.2, 1.5 * images - 0.9], axis=0)[..., 0]
    call = "predict_masks(model, five images, batch_size=2)"
    got = learner.predict_masks(bright_or_dark(), images, batch_size=2)
    picture(got=got[0], expected=expected[0], kind="mask")
    expect_close(got, expected, call=call)
    dtype = str(getattr(np.asarray(got), "dtype", ""))
    expect(dtype == "int32", "Another type", call=call, got=dtype, expected="int32")


@part("predict_masks")
def test_predict_one(learner):
    """predict_masks of a single image is still a batch (1, h, w)"""
    image = np.random.default_rng(5).random((1, 6, 8, 1)).astype("float32")
    got = np.shape(learner.predict_masks(bright_or_dark(), image))
    expect(got == (1, 6, 8), "Another shape", call="predict_masks(model, one image (1, 6, 8, 1))", got=got,
           expected=(1, 6, 8))  # fmt: skip
