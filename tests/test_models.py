"""The given models: the encoder of topic 16, the pretrained base, and what happens without a network."""

from __future__ import annotations

import socket

import keras
import numpy as np
import pytest

from course.data import DataUnavailable, mnist, pretrained_base
from course.models import encoder


def test_the_encoder_has_three_named_outputs_at_strides_8_16_32():
    model = encoder((64, 96, 3))
    assert [tuple(output.shape) for output in model.outputs] == [
        (None, 8, 12, 64),
        (None, 4, 6, 128),
        (None, 2, 3, 128),
    ]
    for name, output in zip(("pool3", "pool4", "pool5"), model.outputs, strict=True):
        assert model.get_layer(name).output is output
    pools = model(np.zeros((2, 64, 96, 3), np.float32))
    assert [tuple(pool.shape) for pool in pools] == [(2, 8, 12, 64), (2, 4, 6, 128), (2, 2, 3, 128)]


def test_the_encoder_gives_the_parameter_counts_of_the_syllabus():
    """Scores with bias, doubling and final transposed convolutions without, for 3 classes and the background."""
    model = encoder((64, 64, 3))
    pool3, pool4, pool5 = (4 * output.shape[-1] + 4 for output in model.outputs)
    double, final = 4 * 4 * 4 * 4, {stride: (2 * stride) ** 2 * 4 * 4 for stride in (32, 16, 8)}
    assert model.count_params() + pool5 + final[32] == 311_076
    assert model.count_params() + pool5 + pool4 + double + final[16] == 262_696
    assert model.count_params() + pool5 + pool4 + pool3 + 2 * double + final[8] == 250_924


def test_the_encoder_takes_any_size_and_width():
    model = encoder((None, None, 1), width=2)
    pools = model(np.zeros((1, 32, 64, 1), np.float32))
    assert [tuple(pool.shape) for pool in pools] == [(1, 4, 8, 8), (1, 2, 4, 16), (1, 1, 2, 16)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(((64, 64),), "height, width, channels"), (((64, 60, 3),), "multiples of 32"), (((64, 64, 3), 0), "width")],
)
def test_the_encoder_says_what_it_cannot_build(arguments, message):
    with pytest.raises(ValueError, match=message):
        encoder(*arguments)


def test_the_base_is_new_at_every_call_with_the_same_weights():
    first, second = pretrained_base(), pretrained_base()
    assert first.name == "pretrained_base"
    assert first.input_shape == (None, 28, 28, 1)
    assert first.output_shape == (None, 7, 7, 64)
    assert first.count_params() == 60_752
    assert sum(isinstance(layer, keras.layers.BatchNormalization) for layer in first.layers) == 4
    first.set_weights([np.zeros_like(weight) for weight in first.get_weights()])
    assert all(np.any(weight) for weight in second.get_weights())
    for again, weight in zip(pretrained_base().get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(again, weight)


def test_the_base_was_really_trained():
    """Its pooled features tell the digits 0 to 4 apart, and digits 5 to 9, which it never saw, far better than chance."""
    (x_train, y_train), (x_test, y_test) = mnist()
    base = pretrained_base()

    def features(images):
        return base(images, training=False).numpy().mean(axis=(1, 2))

    def accuracy(classes):
        train, test = np.isin(y_train, classes), np.isin(y_test, classes)
        x, labels = features(x_train[train][:500]), y_train[train][:500]
        centers = np.stack([x[labels == label].mean(axis=0) for label in classes])
        distances = np.linalg.norm(features(x_test[test])[:, None] - centers, axis=-1)
        return np.mean(np.asarray(classes)[np.argmin(distances, axis=1)] == y_test[test])

    assert accuracy([0, 1, 2, 3, 4]) > 0.97
    assert accuracy([5, 6, 7, 8, 9]) > 0.5


def test_the_weights_stay_small():
    from course.data.bases import WEIGHTS

    assert WEIGHTS.stat().st_size < 2_000_000


def test_the_base_has_two_names():
    with pytest.raises(ValueError, match=r"digits, vgg16.*'resnet'"):
        pretrained_base("resnet")


@pytest.fixture
def offline(monkeypatch, tmp_path):
    """No network, and a Keras cache in which nothing is."""

    def refuse(*_args, **_kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(tmp_path))


@pytest.mark.parametrize(
    ("load", "remedy"),
    [(lambda: pretrained_base("vgg16"), r"Use pretrained_base\(\)"), (lambda: mnist(full=True), r"Use mnist\(\)")],
    ids=["vgg16", "mnist"],
)
def test_without_a_network_the_error_says_what_to_use(offline, load, remedy):
    before = socket.getdefaulttimeout()
    with pytest.raises(DataUnavailable, match=remedy):
        load()
    assert socket.getdefaulttimeout() == before
