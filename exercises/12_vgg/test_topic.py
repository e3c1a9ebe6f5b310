"""Public checks of topic 12. Run `pytest exercises/12_vgg` or `course check vgg`."""

from __future__ import annotations

import numpy as np

from course.public import expect, expect_close, part, picture

HINTS = {
    "receptive_field": [
        "Start with one pixel, and go through the layers: each lets you see kernel - 1 steps further.",
        "How long is a step? One pixel at first; every stride makes all later steps longer.",
    ],
    "stack_params": [
        "One convolution first: how many numbers does its window look at, over all channels? Plus its bias.",
        "That times the filters, which are as many as the channels, times the number of convolutions.",
    ],
    "vgg_block": [
        "A keras.Sequential takes a list of layers. Which Conv2D arguments keep height and width as they are?",
        "Build the list in a loop or a comprehension, with a new layer each time; the pooling comes once, at the end.",
    ],
    "vgg16": [
        "A keras.Sequential may hold other Sequential models: your blocks. A keras.Input comes first.",
        "Where the count is off, compare model.summary() with the table, block by block.",
    ],
    "mini_vgg": [
        "As vgg16, with three blocks whose filters double from one to the next, beginning with width.",
        "After the last block: GlobalAveragePooling2D, then one dense layer.",
    ],
}


def count(model):
    """Entries of all weights of a model."""
    return sum(int(np.prod(weight.shape)) for weight in model.weights)


@part("receptive_field")
def test_sees_through_convolutions(learner):
    """receptive_field adds up what equal convolutions see"""
    expect_close(learner.receptive_field([(3, 1)]), 3, call="receptive_field([(3, 1)])")
    expect_close(learner.receptive_field([(3, 1)] * 3), 7, call="receptive_field([(3, 1), (3, 1), (3, 1)])")
    expect_close(learner.receptive_field([(5, 1), (2, 1)]), 6, call="receptive_field([(5, 1), (2, 1)])")


@part("receptive_field")
def test_sees_through_strides(learner):
    """receptive_field knows what strides do to the layers above"""
    expect_close(learner.receptive_field([(3, 2)]), 3, call="receptive_field([(3, 2)])")
    expect_close(learner.receptive_field([(3, 1), (2, 2), (3, 1)]), 8, call="receptive_field([(3, 1), (2, 2), (3, 1)])")
    expect_close(
        learner.receptive_field([(2, 2), (2, 2), (3, 1)]), 12, call="receptive_field([(2, 2), (2, 2), (3, 1)])"
    )


@part("receptive_field")
def test_sees_what_vgg_sees(learner):
    """receptive_field says 212 for all of VGG-16 up to its dense layers"""
    layers = [layer for n in (2, 2, 3, 3, 3) for layer in [(3, 1)] * n + [(2, 2)]]
    got = learner.receptive_field(layers)
    expect_close(got, 212, call="receptive_field(13 convolutions 3×3 and 5 poolings in blocks of 2, 2, 3, 3, 3)")


@part("stack_params")
def test_counts_a_stack(learner):
    """stack_params counts weights and biases of all convolutions"""
    expect_close(learner.stack_params(1, 1), 10, call="stack_params(1, 1)")
    expect_close(learner.stack_params(3, 64), 110784, call="stack_params(3, 64)")


@part("stack_params")
def test_counts_other_kernels(learner):
    """stack_params counts other kernels: one 7×7 costs more than three 3×3"""
    expect_close(learner.stack_params(1, 64, 7), 200768, call="stack_params(1, 64, 7)")
    expect_close(learner.stack_params(2, 5, kernel=1), 60, call="stack_params(2, 5, kernel=1)")


@part("vgg_block")
def test_block_shapes(learner):
    """vgg_block halves height and width, and has its filters and convolutions"""
    block = learner.vgg_block(4, 3)
    call = "vgg_block(4, 3) on an image (8, 12, 2)"
    got = tuple(block(np.zeros((1, 8, 12, 2), "float32")).shape)
    expect(got == (1, 4, 6, 4), "The shape of the output is another", call=call, got=got, expected=(1, 4, 6, 4))
    expect(len(block.weights) == 6, "Three kernels and three biases", call=call, got=f"{len(block.weights)} weights")
    expect_close(count(block), (9 * 2 + 1) * 4 + 2 * (9 * 4 + 1) * 4, call=call + ": parameters")


@part("vgg_block")
def test_block_convolves_bends_and_pools(learner):
    """vgg_block convolves with relu, keeps the border, and pools by the maximum"""
    block = learner.vgg_block(1, 2)
    image = np.random.default_rng(0).normal(size=(6, 8)).astype("float32")
    block(image[None, ..., None])
    middle = np.zeros((3, 3, 1, 1), "float32")
    middle[1, 1] = 1
    for weight in block.weights:
        bias = len(weight.shape) == 1
        weight.assign(np.array([0.25], "float32") if bias else middle)
    got = np.asarray(block(image[None, ..., None]))[0, ..., 0]
    expected = np.maximum(np.maximum(image + 0.25, 0) + 0.25, 0).reshape(3, 2, 4, 2).max(axis=(1, 3))
    if got.shape == expected.shape:
        picture(got=got / expected.max(), expected=expected / expected.max(), kind="image")
    expect_close(got, expected, call="vgg_block(1, 2) whose kernels only pass on the middle pixel, biases 0.25")


@part("vgg16")
def test_counts_33_million(learner):
    """vgg16 has 33,638,218 parameters for (32, 32, 3) and 10 classes"""
    model = learner.vgg16((32, 32, 3), 10)
    expect(hasattr(model, "weights"), "That is not a Keras model", call="vgg16((32, 32, 3), 10)", got=model)
    expect_close(count(model), 33_638_218, call="vgg16((32, 32, 3), 10): parameters")
    got = np.asarray(model(np.random.default_rng(0).random((2, 32, 32, 3), dtype="float32")))
    call = "vgg16((32, 32, 3), 10) on two images"
    expect(got.shape == (2, 10), "One probability per image and class", call=call, got=got.shape, expected=(2, 10))
    expect_close(got.sum(axis=1), np.ones(2), call=call + ": sums of the probabilities", atol=1e-4)


@part("mini_vgg")
def test_counts_18370(learner):
    """mini_vgg has 18,370 parameters for (28, 28, 1) images and 10 classes"""
    expect_close(count(learner.mini_vgg((28, 28, 1), 10)), 18_370, call="mini_vgg((28, 28, 1), 10): parameters")
    expect_close(count(learner.mini_vgg((16, 16, 3), 5, width=4)), 4713, call="mini_vgg((16, 16, 3), 5, width=4)")


@part("mini_vgg")
def test_gives_probabilities(learner):
    """mini_vgg gives probabilities, for images of any size"""
    images = np.random.default_rng(0).random((4, 13, 18, 3)).astype("float32")
    got = np.asarray(learner.mini_vgg((13, 18, 3), 3)(images))
    call = "mini_vgg((13, 18, 3), 3) on four images"
    expect(got.shape == (4, 3), "One probability per image and class", call=call, got=got.shape, expected=(4, 3))
    expect_close(got.sum(axis=1), np.ones(4), call=call + ": sums of the probabilities", atol=1e-4)
