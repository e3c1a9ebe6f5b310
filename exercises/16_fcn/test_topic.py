"""Public checks of topic 16. Run `pytest exercises/16_fcn` or `course check fcn`."""

import numpy as np

from course.public import expect, expect_close, part, picture


def ramp(*shape):
    """An image or a batch that counts 0, 1, 2, …"""
    return np.arange(np.prod(shape), dtype="float32").reshape(shape)


@part("upsample_nearest")
def test_nearest_row(learner):
    """upsample_nearest turns every pixel into a block of factor × factor"""
    got = learner.upsample_nearest([[[[1.0], [2.0]]]], 2)
    expect_close(got, [[[[1], [1], [2], [2]], [[1], [1], [2], [2]]]], call="upsample_nearest([[[[1.], [2.]]]], 2)")


@part("upsample_nearest")
def test_bilinear_row(learner):
    """upsample_bilinear mixes neighbors, with half-pixel centers: [0, 4] becomes [0, 1, 3, 4]"""
    got = learner.upsample_bilinear([[[[0.0], [4.0]]]], 2)
    expect_close(got, [[[[0], [1], [3], [4]]] * 2], call="upsample_bilinear([[[[0.], [4.]]]], 2)")


@part("upsample_nearest")
def test_both_as_tf_image_resize(learner):
    """both agree with tf.image.resize on one image of 3×4 pixels, enlarged three times"""
    import tensorflow as tf

    x = np.random.default_rng(0).random((3, 4, 2)).astype("float32")
    for name, method in (("upsample_nearest", "nearest"), ("upsample_bilinear", "bilinear")):
        got = getattr(learner, name)(tf.constant(x), 3)
        expected = tf.image.resize(x, (9, 12), method)
        picture(got=np.asarray(got)[..., 0] if np.ndim(got) == 3 else got, expected=expected[..., 0])
        expect_close(got, expected, call=f"{name}(x, 3) with x of shape (3, 4, 2)")


@part("max_unpool")
def test_unpool_small(learner):
    """max_unpool puts each maximum back to its place, zeros elsewhere"""
    import tensorflow as tf

    x = np.array([[1, 2, 5, 3], [4, 0, 1, 1]], "float32").reshape(1, 2, 4, 1)
    pooled, indices = tf.nn.max_pool_with_argmax(x, 2, 2, "SAME", include_batch_in_index=True)
    got = learner.max_unpool(pooled, indices, (1, 2, 4, 1))
    expected = np.array([[0, 0, 5, 0], [4, 0, 0, 0]], "float32").reshape(1, 2, 4, 1)
    expect_close(
        got, expected, call="max_unpool([4, 5], their indices, (1, 2, 4, 1)) of x = [[1, 2, 5, 3], [4, 0, 1, 1]]"
    )


@part("max_unpool")
def test_unpool_batch(learner):
    """max_unpool keeps the images of a batch apart, and knows odd sizes"""
    import tensorflow as tf

    x = np.random.default_rng(1).random((2, 3, 5, 2)).astype("float32")
    pooled, indices = tf.nn.max_pool_with_argmax(x, 2, 2, "SAME", include_batch_in_index=True)
    got = learner.max_unpool(pooled, indices, x.shape)
    kept = np.isin(np.arange(x.size), np.asarray(indices)).reshape(x.shape)
    expect_close(got, np.where(kept, x, 0), call="max_unpool(pooled, indices, (2, 3, 5, 2))")


@part("bilinear_kernel")
def test_kernel_two(learner):
    """bilinear_kernel(2, 1) is the tent (1/4, 3/4, 3/4, 1/4) times itself"""
    got = learner.bilinear_kernel(2, 1)
    tent = np.array([0.25, 0.75, 0.75, 0.25])
    expect_close(got, np.outer(tent, tent)[:, :, None, None], call="bilinear_kernel(2, 1)")


@part("bilinear_kernel")
def test_kernel_interpolates(learner):
    """a transposed convolution with bilinear_kernel(4, 2) enlarges four times, away from the border"""
    import tensorflow as tf

    x = np.random.default_rng(2).random((1, 4, 5, 2)).astype("float32")
    got = tf.nn.conv2d_transpose(x, learner.bilinear_kernel(4, 2), (1, 16, 20, 2), 4, "SAME")
    expected = tf.image.resize(x, (16, 20))
    picture(got=got[0, 2:-2, 2:-2, 0], expected=expected[0, 2:-2, 2:-2, 0])
    call = "tf.nn.conv2d_transpose(x, bilinear_kernel(4, 2), (1, 16, 20, 2), 4, 'SAME'), without the border"
    expect_close(got[:, 2:-2, 2:-2], expected[:, 2:-2, 2:-2], call=call)


def fused(learner):
    """A model that fuses one skip."""
    import keras

    deep, shallow = keras.Input((2, 3, 4)), keras.Input((4, 6, 5))
    return keras.Model([deep, shallow], learner.fuse_skip(deep, shallow, 4))


@part("fuse_skip")
def test_fuse_shape_and_parameters(learner):
    """fuse_skip gives scores of the shallow map's size; its two layers have 24 + 256 parameters"""
    model = fused(learner)
    call = "fuse_skip(deep (2, 3, 4), shallow (4, 6, 5), 4)"
    expect(tuple(model.output.shape) == (None, 4, 6, 4), "Another shape", call=call, got=tuple(model.output.shape),
           expected=(None, 4, 6, 4))  # fmt: skip
    expect(model.count_params() == 280, "Another number of parameters", call=call, got=model.count_params(),
           expected="280 = (5 · 4 + 4) for the 1×1 convolution + 4 · 4 · 4 · 4 for the transposed one")  # fmt: skip


@part("fuse_skip")
def test_fuse_starts_bilinear(learner):
    """fuse_skip starts as bilinear interpolation of the deep scores, where the shallow map is zero"""
    deep = np.ones((1, 2, 3, 4), "float32") * np.float32([1, 2, 3, 4])
    got = fused(learner)([deep, np.zeros((1, 4, 6, 5), "float32")])
    inside = np.ones((1, 2, 4, 4), "float32") * np.float32([1, 2, 3, 4])
    expect_close(
        np.asarray(got)[:, 1:-1, 1:-1], inside, call="the fused map of deep = 1, 2, 3, 4 and shallow = 0, inside"
    )


@part("fcn32s")
def test_fcn_parameters(learner):
    """fcn32s, fcn16s and fcn8s have 311,076, 262,696 and 250,924 parameters"""
    from course.models import encoder

    for name, expected in (("fcn32s", 311_076), ("fcn16s", 262_696), ("fcn8s", 250_924)):
        got = getattr(learner, name)(encoder((64, 64, 3)), 3).count_params()
        expect(got == expected, "Another number of parameters", call=f"{name}(encoder((64, 64, 3)), 3).count_params()",
               got=f"{got:,}", expected=f"{expected:,}")  # fmt: skip


@part("fcn32s")
def test_fcn_output(learner):
    """all three return logits of the image's height and width, with a channel for the background"""
    from course.models import encoder

    image = np.random.default_rng(3).random((1, 32, 64, 3)).astype("float32")
    for name in ("fcn32s", "fcn16s", "fcn8s"):
        got = tuple(getattr(learner, name)(encoder((32, 64, 3)), 3)(image).shape)
        call = f"{name}(encoder((32, 64, 3)), 3)(one image).shape"
        expect(got == (1, 32, 64, 4), "Another shape", call=call, got=got, expected=(1, 32, 64, 4))


MASK = np.array([[[0, 0, 1, 2]]], "int32")
LOGITS = np.array([[[[3, 1, 0], [1, 3, 0], [0, 2, 1], [0, 1, 3]]]], "float32")  # says 0, 1, 1, 2


@part("pixel_accuracy")
def test_accuracy(learner):
    """pixel_accuracy counts all pixels, background included: 3 of 4 are right"""
    got = learner.pixel_accuracy(MASK, LOGITS)
    expect_close(got, 0.75, call="pixel_accuracy(masks = 0 0 1 2, logits that say 0 1 1 2)")


@part("pixel_accuracy")
def test_mean_iou(learner):
    """mean_iou averages 1/2 (background), 1/2 and 1"""
    got = learner.mean_iou(MASK, LOGITS, 2)
    expect_close(got, 2 / 3, call="mean_iou(masks = 0 0 1 2, logits that say 0 1 1 2, n_classes=2)")


@part("pixel_accuracy")
def test_mean_iou_absent_class(learner):
    """mean_iou leaves out a class that is neither there nor predicted"""
    more = np.pad(LOGITS, [(0, 0), (0, 0), (0, 0), (0, 2)], constant_values=-1)
    got = learner.mean_iou(MASK, more, 4)
    expect_close(got, 2 / 3, call="mean_iou(the same masks, the same predictions, n_classes=4)")


@part("instances")
def test_instances_lesson(learner):
    """instances numbers the regions of the lesson's example in reading order"""
    mask = np.array([[1, 1, 0, 2], [0, 1, 2, 2], [1, 0, 0, 1]], "int32")
    expected = np.array([[1, 1, 0, 2], [0, 1, 2, 2], [3, 0, 0, 4]], "int32")
    got = learner.instances(mask)
    expect(isinstance(got, (tuple, list)) and len(got) == 2, "instances returns the pair (regions, count)", got=got)
    picture(got=got[0], expected=expected, kind="mask")
    expect_close(got[0], expected, call="instances([[1,1,0,2], [0,1,2,2], [1,0,0,1]])[0]")
    expect(int(got[1]) == 4, "Another count", call="instances(…)[1]", got=got[1], expected=4)


@part("instances")
def test_instances_scene(learner):
    """instances finds the shapes of a scene in which they stand apart"""
    from course.data import shapes

    scenes = shapes(20, size=32, seed=16)
    apart = next(i for i in range(20) if scenes.instances[i].max() == 3 and _stand_apart(scenes.instances[i]))
    regions, count = learner.instances(scenes.masks[apart])
    picture(got=regions, expected=scenes.instances[apart], kind="mask")
    expect_close(regions, scenes.instances[apart], call="instances(the mask of a scene with three shapes)[0]")
    expect(
        int(count) == 3,
        "Another count",
        call="instances(the mask of a scene with three shapes)[1]",
        got=count,
        expected=3,
    )


def _stand_apart(regions):
    """Whether no two shapes share a side."""
    pairs = ((regions[1:], regions[:-1]), (regions[:, 1:], regions[:, :-1]))
    return all(np.all((one == other) | (one == 0) | (other == 0)) for one, other in pairs)
