"""Public checks of topic 11. Run `pytest exercises/11_augmentation` or `course check augmentation`."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from course.public import expect, expect_close, expect_raises, part, picture

HINTS = {
    "random_flip": [
        "Make a float32 tensor of the image first. tf.reverse takes a list of axes: rows are 0, columns are 1.",
        "tf.random.stateless_uniform([], seed) is one number in [0, 1). In how many cases is it below a half?",
        "tf.where(condition, this, that) also takes one condition for the whole image.",
    ],
    "random_crop": [
        "image.shape holds height, width and channels as ints. Check them before anything else.",
        "tf.random.stateless_uniform([], seed, 0, n, tf.int32) draws from 0 … n - 1. How many places are there?",
        "Two draws want two seeds: tf.unstack(tf.random.split(seed, 2)). Then slice: image[top : top + height, …].",
    ],
    "augment": [
        "Split the seed into three, one each for coin, window and brightness.",
        "tf.pad(image, [[4, 4], [4, 4], [0, 0]]) puts the zeros around. random_crop brings it back to its size.",
        "Add one number from -0.1 to 0.1 and clip by tf.clip_by_value. Return the label beside the image.",
    ],
    "augment_with_mask": [
        "Draw coin, top and left once; then do the same to both. A small function inside helps.",
        "A mask has two axes, an image three: the list of paddings is one entry shorter.",
        "Where the mask passes through random_flip or random_crop it becomes float32: bring it back to its dtype.",
    ],
    "pipeline": [
        "Begin with tf.data.Dataset.from_tensor_slices((images, labels)), end with batch. What comes between is for training.",
        "shuffle takes the size of its buffer and a seed, and shuffles anew in each epoch by itself.",
        "Zip the examples with tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True).batch(2): a pair for each.",
    ],
    "augmentation_model": [
        "keras.Sequential of three layers whose names begin with Random.",
        "RandomFlip wants to know the direction. RandomTranslation takes fractions of a side, RandomRotation of a turn.",
    ],
}

RAMP = np.arange(24, dtype="float32").reshape(4, 3, 2) / 24
SEEDS = [(3, number) for number in range(30)]


@part("random_flip")
def test_flip_mirrors_sometimes(learner):
    """random_flip returns the image, or its left-right mirror image, each in about half of all cases"""
    results = [learner.random_flip(RAMP, seed) for seed in SEEDS]
    mirrored = 0
    for seed, result in zip(SEEDS, results, strict=True):
        flipped = abs(float(result[0, 0, 0]) - RAMP[0, 0, 0]) > 1e-6
        mirrored += flipped
        expect_close(result, RAMP[:, ::-1] if flipped else RAMP, call=f"random_flip(a 4×3 image, {seed})")
    expect(
        4 < mirrored < 26, "Not a fair coin", call="how many of 30 flips mirror the image", got=mirrored, expected=15
    )


@part("random_flip")
def test_flip_by_seed(learner):
    """random_flip does the same for the same seed, and looks at both numbers of it"""
    for series, name in (([(n, 5) for n in range(30)], "(0…29, 5)"), ([(5, n) for n in range(30)], "(5, 0…29)")):
        first, again = ([float(learner.random_flip(RAMP, seed)[0, 0, 0]) for seed in series] for _ in range(2))
        expect(
            first == again, "The second time the same seeds do something else", call=f"random_flip with seeds {name}"
        )
        expect(len(set(first)) == 2, "All of these seeds do the same", call=f"random_flip with seeds {name}")


@part("random_crop")
def test_crop_places(learner):
    """random_crop returns windows of the image, and reaches every place"""
    found = set()
    for seed in [*SEEDS, *((number, 3) for number in range(30))]:
        result = learner.random_crop(RAMP, 3, 2, seed)
        expect(
            tuple(result.shape) == (3, 2, 2), "Another shape", call="random_crop(4×3, 3, 2)", got=tuple(result.shape)
        )
        top, left = divmod(int(np.round(float(result[0, 0, 0]) * 12)), 3)
        expect_close(result, RAMP[top : top + 3, left : left + 2], call=f"random_crop(a 4×3 image, 3, 2, {seed})")
        found.add((top, left))
    call = "places (top, left) of 60 windows of 3×2 in an image of 4×3"
    expect(len(found) == 4, "Some places never come", call=call, got=sorted(found), expected="all of 2 · 2")


@part("random_crop")
def test_crop_of_the_whole(learner):
    """random_crop of the size of the image is the image; larger ones are refused"""
    expect_close(learner.random_crop(RAMP, 4, 3, (0, 1)), RAMP, call="random_crop(a 4×3 image, 4, 3, (0, 1))")
    for height, width in ((5, 3), (4, 4)):
        call = f"random_crop(a 4×3 image, {height}, {width}, (0, 1))"
        expect_raises(ValueError, learner.random_crop, RAMP, height, width, (0, 1), call=call)


@part("augment")
def test_augment_moves_and_brightens(learner):
    """augment moves an image by up to 4 pixels, fills up with zeros and changes the brightness by up to 0.1"""
    image = np.zeros((9, 9, 1), "float32")
    image[4, 4] = 0.5  # one gray pixel in the middle: a flip does not move it
    places = set()
    for seed in SEEDS:
        result, _ = learner.augment(image, 0, seed)
        result = np.asarray(result)
        expect(result.shape == (9, 9, 1), "Another shape", call=f"augment(9×9, 0, {seed})", got=result.shape)
        place = np.unravel_index(result.argmax(), result.shape)
        light = result[place] - 0.5
        target = np.full((9, 9, 1), max(light, 0.0), "float32")
        target[place] = 0.5 + light
        picture(got=result, expected=target)
        expect_close(result, target, call=f"augment(one pixel of 0.5 in the middle of black, 0, {seed})", atol=1e-4)
        expect(
            abs(light) < 0.1 + 1e-5, "More than 0.1 brighter or darker", call=f"augment(…, {seed})", got=float(light)
        )
        places.add(place)
    expect(len(places) > 10, "The image hardly moves", call="30 augmented images: places of the pixel", got=len(places))


@part("augment")
def test_augment_stays_in_range(learner):
    """augment keeps values in [0, 1], and the label as it is"""
    image = np.ones((6, 5, 3), "float32")
    for seed in SEEDS[:10]:
        result, label = learner.augment(image, "cat", seed)
        expect(
            label == "cat", "The label has changed", call=f"augment(white, 'cat', {seed})", got=label, expected="cat"
        )
        low, high = float(np.min(result)), float(np.max(result))
        call = f"augment(a white image, 'cat', {seed}): smallest and largest value"
        expect(low >= 0 and high <= 1, "Values leave [0, 1]", call=call, got=(low, high))


@part("augment_with_mask")
def test_mask_moves_with_its_image(learner):
    """augment_with_mask makes the same moves with image and mask"""
    mask = np.arange(1, 31, dtype="int32").reshape(6, 5)
    image = np.stack([mask / 40.0] * 2, axis=-1).astype("float32")  # the image tells the class of each pixel
    flips = 0
    for seed in SEEDS:
        moved, moved_mask = (np.asarray(result) for result in learner.augment_with_mask(image, mask, seed))
        call = f"augment_with_mask(an image that shows its own mask, that mask, {seed})"
        expect(moved_mask.shape == (6, 5), "The mask has another shape", call=call, got=moved_mask.shape)
        inside = moved_mask > 0
        light = (moved[..., 0] - moved_mask / 40)[inside].mean()
        seen = np.where(inside, np.round((moved[..., 0] - light) * 40), 0).astype("int32")
        picture(got=moved_mask, expected=seen, kind="mask")
        expect_close(moved_mask, seen, call=call + ": the mask")
        row = moved_mask[inside.any(axis=1).argmax()]
        row = row[row > 0]
        flips += len(row) > 1 and row[0] > row[1]
    expect(2 < flips < 28, "Not a fair coin", call="how many of 30 pairs are mirrored", got=flips, expected="about 15")


@part("augment_with_mask")
def test_mask_keeps_its_classes(learner):
    """augment_with_mask returns integers: the classes that were there, and 0"""
    mask = np.array([[1, 7, 7], [1, 1, 7], [2, 2, 2], [2, 2, 7]], "int64")
    for seed in SEEDS[:10]:
        _, moved = learner.augment_with_mask(np.full((4, 3, 1), 0.5, "float32"), mask, seed)
        moved = np.asarray(moved)
        call = f"augment_with_mask(image, a mask of the classes 1, 2, 7, {seed})"
        expect(moved.dtype.kind in "iu", "The mask does not hold integers", call=call, got=moved.dtype.name)
        strange = set(np.unique(moved).tolist()) - {0, 1, 2, 7}
        expect(not strange, "The mask holds classes that it did not have", call=call, got=sorted(strange))


def run(data):
    """Images and labels of one epoch, and the sizes of the batches."""
    batches = [(np.asarray(images), np.asarray(labels)) for images, labels in data]
    expect(batches, "The pipeline is empty", call="one epoch of pipeline(…)", got=batches)
    images, labels = (np.concatenate(column) for column in zip(*batches, strict=True))
    return images, labels.tolist(), [len(batch) for batch, _ in batches]


@part("pipeline")
def test_pipeline_for_measuring(learner):
    """pipeline touches nothing when it does not train, and keeps the last batch"""
    images = np.linspace(0.2, 0.8, 10 * 60).reshape(10, 5, 4, 3).astype("float32")
    got, labels, sizes = run(learner.pipeline(images, np.arange(10), 4, False, 0))
    call = "pipeline(10 images, labels 0…9, batch_size=4, training=False, seed=0)"
    expect(sizes == [4, 4, 2], "Other batches", call=call, got=sizes, expected=[4, 4, 2])
    expect_close(labels, np.arange(10), call=call + ": the labels")
    expect_close(got, images, call=call + ": the images")


@part("pipeline")
def test_pipeline_for_training(learner):
    """pipeline shuffles and augments anew in each epoch, and repeats it all for the same seed"""
    images = np.linspace(0.2, 0.8, 10 * 60).reshape(10, 5, 4, 3).astype("float32")
    data, again = (learner.pipeline(images, np.arange(10), 4, True, 3) for _ in range(2))
    first, second, repeated = run(data), run(data), run(again)
    call = "pipeline(10 images, labels 0…9, batch_size=4, training=True, seed=3)"
    for name, (_, labels, sizes) in (("first", first), ("second", second)):
        expect(sorted(labels) == list(range(10)), f"{name} epoch: not each example once", call=call, got=labels)
        expect(sizes == [4, 4, 2], f"{name} epoch: other batches", call=call, got=sizes, expected=[4, 4, 2])
    expect(first[1] != second[1], "The second epoch has the order of the first", call=call, got=second[1])
    aligned = [epoch[0][np.argsort(epoch[1])] for epoch in (first, second)]
    same = int(np.sum(np.all(np.isclose(*aligned, atol=1e-5), axis=(1, 2, 3))))
    expect(same < 5, "The second epoch changes the images as the first one did", call=call, got=f"{same} of 10 alike")
    expect(first[1] == repeated[1], "Another pipeline of the same seed: another order", call=call, got=repeated[1])
    expect_close(repeated[0], first[0], call=call + ", made once more: the images")


def scene():
    """Four copies of one image with a bright corner."""
    image = np.zeros((20, 20, 1), "float32")
    image[2:8, 2:8] = 1.0
    return np.stack([image] * 4)


@part("augmentation_model")
def test_model_passes_on(learner):
    """augmentation_model changes nothing with training=False, nor in predict"""
    batch = scene()
    model = learner.augmentation_model(0)
    expect_close(model(batch, training=False), batch, call="augmentation_model(0)(batch, training=False)")
    expect_close(model.predict(batch, verbose=0), batch, call="augmentation_model(0).predict(batch)")


@part("augmentation_model")
def test_model_changes_in_training(learner):
    """augmentation_model changes each image in training, and repeats it for the same seed"""
    batch = tf.constant(scene())
    model, same = learner.augmentation_model(4), learner.augmentation_model(4)
    first, second = model(batch, training=True), model(batch, training=True)
    call = "augmentation_model(4)(four copies of an image, training=True)"
    changed = np.abs(np.asarray(first) - batch).max(axis=(1, 2, 3)) > 1e-3
    expect(changed.sum() >= 3, "Most images stay as they were", call=call, got=int(changed.sum()))
    expect(np.abs(np.asarray(first)[0] - first[1]).max() > 1e-3, "All images are changed in the same way", call=call)
    expect(np.abs(np.asarray(first) - second).max() > 1e-3, "The next call changes them in the same way", call=call)
    expect_close(same(batch, training=True), first, call=call + ", another model of the same seed", atol=1e-4)
