"""Public checks of topic 06. Run `pytest exercises/06_convolution` or `course check convolution`."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from course.data import mnist
from course.public import expect, expect_close, expect_raises, part, picture

HINTS = {
    "conv_output_size": [
        "Draw the cells as boxes and slide a strip of paper over them. Where does the last window start?",
        "For 'same', think of dividing and rounding up. -(-size // stride) rounds up without floats.",
    ],
    "conv2d": [
        "Start with stride 1 and valid padding. Fix one cell (i, j) of the kernel: which part of the image does it see?",
        "That part is a slice. Multiply it by the matrix kernel[i, j] and add up over all cells of the kernel.",
        "For 'same', first compute how many zeros each axis needs (the formula above), then tf.pad, then go on as before.",
    ],
    "max_pool2d": [
        "The same slices as in conv2d, one per cell of the window, but compared instead of added.",
        "tf.stack the slices along a new axis, and take the maximum over it.",
    ],
    "sobel_kernels": [
        "Write down the first 3×3 matrix. The second one is its transpose.",
        "tf.stack puts two matrices side by side along a new last axis; one more axis is still missing.",
    ],
    "cnn": [
        "Five layers in a keras.Sequential, with a keras.Input of the image's shape in front.",
        "Where the count is off: 'valid' is Keras' default padding, and GlobalAveragePooling2D leaves 64 numbers.",
    ],
}


def theirs(image, kernel, stride=1, padding="valid"):
    """What Keras' own convolution gives for one image."""
    image, kernel = tf.constant(image, tf.float32), tf.constant(kernel, tf.float32)
    return keras.ops.conv(image[None], kernel, strides=stride, padding=padding)[0]


def digit():
    """A real digit, `(28, 28, 1)`."""
    (images, labels), _ = mnist()
    return images[np.flatnonzero(labels == 5)[0]]


def draw(got, expected):
    """One channel of both side by side, stretched to [0, 1] by the target's range."""
    target = np.asarray(expected)
    low, high = target.min(), target.max()
    got = np.asarray(got)
    if got.ndim == 3:
        picture(got=(got[..., 0] - low) / (high - low), expected=(target[..., 0] - low) / (high - low), kind="image")


@part("conv_output_size")
def test_counts_valid_windows(learner):
    """conv_output_size counts the windows that stay inside"""
    expect_close(learner.conv_output_size(7, 3), 5, call="conv_output_size(7, 3)")
    expect_close(learner.conv_output_size(6, 3, 2), 2, call="conv_output_size(6, 3, 2)")
    expect_close(learner.conv_output_size(4, 4, 3), 1, call="conv_output_size(4, 4, 3)")


@part("conv_output_size")
def test_counts_same_windows(learner):
    """conv_output_size counts one window per stride with padding="same" """
    expect_close(learner.conv_output_size(7, 3, 1, "same"), 7, call='conv_output_size(7, 3, 1, "same")')
    expect_close(learner.conv_output_size(7, 4, 2, "same"), 4, call='conv_output_size(7, 4, 2, "same")')
    got = learner.conv_output_size(6, 3, 2, padding="same")
    expect(type(got) is int, "The size is a Python int", call='conv_output_size(6, 3, 2, "same")', got=type(got))


@part("conv_output_size")
def test_size_says_no(learner):
    """conv_output_size raises ValueError for another padding and for a kernel that does not fit"""
    expect_raises(ValueError, learner.conv_output_size, 7, 3, 1, "full", call='conv_output_size(7, 3, 1, "full")')
    expect_raises(ValueError, learner.conv_output_size, 3, 5, call="conv_output_size(3, 5)")


@part("conv2d")
def test_slides_a_kernel(learner):
    """conv2d sums up pixel times weight at every position of the window"""
    image = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])[..., None]
    kernel = np.array([[1.0, 10.0]])[..., None, None]
    got = learner.conv2d(image, kernel)
    call = "conv2d([[1, 2, 3], [4, 5, 6]], kernel [[1, 10]]), both with one channel"
    expect_close(got, [[[21.0], [32.0]], [[54.0], [65.0]]], call=call)


@part("conv2d")
def test_finds_edges(learner):
    """conv2d finds the edges of a digit (padding="same", as large as the image)"""
    kernel = np.array([[-1.0, 0.0, 1.0]] * 3)[..., None, None]
    got, expected = learner.conv2d(digit(), kernel, padding="same"), theirs(digit(), kernel, padding="same")
    draw(got, expected)
    expect_close(got, expected, call='conv2d(digit, kernel of three rows [-1, 0, 1], padding="same")', atol=1e-4)


@part("conv2d")
def test_agrees_with_keras(learner):
    """conv2d agrees with Keras for several channels, even kernels and strides"""
    rng = np.random.default_rng(0)
    settings = [((6, 7, 2), (3, 2, 2, 3), 1, "valid"), ((7, 6, 2), (3, 3, 2, 2), 2, "valid")]
    settings += [((5, 6, 1), (2, 4, 1, 2), 1, "same"), ((6, 7, 1), (3, 3, 1, 1), 2, "same")]
    for size, window, stride, padding in settings:
        image, kernel = rng.normal(size=size), rng.normal(size=window)
        got, expected = learner.conv2d(image, kernel, stride, padding), theirs(image, kernel, stride, padding)
        draw(got, expected)
        call = f'conv2d(image {size}, kernel {window}, {stride}, "{padding}")'
        expect_close(got, expected, call=call, atol=1e-4)


@part("conv2d")
def test_conv_says_no(learner):
    """conv2d raises ValueError for another padding and for a kernel that does not fit"""
    image = np.zeros((4, 5, 1))
    call = 'conv2d(image (4, 5, 1), kernel (3, 3, 1, 1), padding="SAME")'
    expect_raises(ValueError, learner.conv2d, image, np.zeros((3, 3, 1, 1)), padding="SAME", call=call)
    call = "conv2d(image (4, 5, 1), kernel (5, 1, 1, 1))"
    expect_raises(ValueError, learner.conv2d, image, np.zeros((5, 1, 1, 1)), call=call)


@part("max_pool2d")
def test_keeps_the_largest(learner):
    """max_pool2d keeps the largest of each 2×2 block and drops what is left over"""
    image = np.array([[1.0, 2.0, 0.0, 1.0, 9.0], [3.0, 0.0, 5.0, 4.0, 9.0]])[..., None]
    got = learner.max_pool2d(image)
    expect_close(got, [[[3.0], [5.0]]], call="max_pool2d([[1, 2, 0, 1, 9], [3, 0, 5, 4, 9]]), one channel")


@part("max_pool2d")
def test_pools_a_digit(learner):
    """max_pool2d makes a digit smaller (size 4, so stride 4)"""
    got = learner.max_pool2d(digit(), 4)
    expected = keras.ops.max_pool(digit()[None], 4, 4)[0]
    draw(got, expected)
    expect_close(got, expected, call="max_pool2d(digit, 4)")


@part("max_pool2d")
def test_pools_overlapping_windows(learner):
    """max_pool2d agrees with Keras for windows that overlap, and below zero"""
    image = np.random.default_rng(0).uniform(-2, -1, (7, 6, 2)).astype("float32")
    expected = keras.ops.max_pool(image[None], 3, 2)[0]
    expect_close(
        learner.max_pool2d(image, 3, 2), expected, call="max_pool2d(image (7, 6, 2) of negative numbers, 3, 2)"
    )


@part("sobel_kernels")
def test_two_kernels(learner):
    """sobel_kernels has the right shape, and channel 0 sees change along x"""
    kernels = np.asarray(learner.sobel_kernels())
    expect(kernels.shape == (3, 3, 1, 2), "Another shape", call="sobel_kernels().shape", got=kernels.shape)
    expect_close(kernels[:, :, 0, 0], [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], call="sobel_kernels()[:, :, 0, 0]")
    expect_close(kernels[:, :, 0, 1], kernels[:, :, 0, 0].T, call="sobel_kernels()[:, :, 0, 1]")


@part("cnn")
def test_counts_19466(learner):
    """cnn has 19,466 parameters for (28, 28, 1) images and 10 classes"""
    got = learner.cnn((28, 28, 1), 10).count_params()
    expect_close(got, 19_466, call="cnn((28, 28, 1), 10).count_params()")


@part("cnn")
def test_gives_probabilities(learner):
    """cnn gives probabilities, for images of another size and in color too"""
    images = np.random.default_rng(0).random((4, 13, 17, 3)).astype("float32")
    got = np.asarray(learner.cnn((13, 17, 3), 3)(images))
    call = "cnn((13, 17, 3), 3)(four images)"
    expect(got.shape == (4, 3), "One probability per image and class", call=call, got=got)
    expect_close(got.sum(axis=1), np.ones(4), call=f"{call}.sum(axis=1)", atol=1e-4)
