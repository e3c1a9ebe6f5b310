"""Public checks of topic 20. Run `pytest exercises/20_accelerators` or `course check accelerators`."""

from __future__ import annotations

import contextlib

import keras
import numpy as np
import tensorflow as tf

from course.public import expect, expect_close, part

HINTS = {
    "device_summary": [
        "`tf.config` lists physical devices of a kind; you need how many there are.",
        "For `default`, make any tensor and read its attribute `device`.",
    ],
    "enable_memory_growth": [
        "Look at `tf.config.experimental.set_memory_growth`: it wants one physical GPU and True.",
        "Which error does it raise when the runtime has started? Catch that one, around the calls.",
    ],
    "mixed_precision_model": [
        "Layers take a `dtype`: a policy by its name, such as 'mixed_float16'. Then the global policy need not change.",
        "Let the last Dense return logits, and put a softmax of dtype float32 after it.",
        "If you prefer the global policy: note it first, and put it back in a `finally`.",
    ],
    "scaled_step": [
        "It is the step of topic 10 with one more line inside the tape.",
        "`optimizer.scale_loss` scales. The optimizer divides by itself: hand it the gradients as they are.",
    ],
    "xla_step": [
        "Write the step of topic 10 as an inner function of x and y, and return it wrapped.",
        "`tf.function` has an argument `jit_compile`. Wrap once, outside of the inner function.",
    ],
    "distributed_step": [
        "Decide where each replica's share starts and ends, from n and `strategy.num_replicas_in_sync`.",
        "Inside the function that `strategy.run` calls, weight the loss by this replica's share of the examples.",
        "The optimizer sums the gradients of the replicas; for the losses, `strategy.reduce` does.",
    ],
    "runtime": [
        "`name in environ` asks whether a variable is set.",
        "Ask for Kaggle first. Then look at the beginnings of all names.",
    ],
}

with contextlib.suppress(RuntimeError):  # too late when the runtime has started: one device has to do, then
    halves = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], halves)

X = np.array([[1.0], [3.0]], "float32")
ZEROS = np.zeros((2, 1), "float32")


def line(slope, *more):
    """The model y = slope · x, on demand with more layers after it."""
    dense = keras.layers.Dense(1, use_bias=False)
    model = keras.Sequential([keras.Input((1,)), dense, *more])
    dense.set_weights([np.array([[slope]])])
    return model


def squared(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - y_pred))


def slope_of(model):
    return float(model.trainable_variables[0].numpy()[0, 0])


def number(found):
    """How many devices: a number, or the length of a list of them."""
    return len(found) if isinstance(found, (list, tuple)) else found


@part("device_summary")
def test_summary_counts_devices(learner):
    """device_summary counts the physical devices"""
    got = learner.device_summary()
    call = "device_summary()"
    expect(isinstance(got, dict), "The summary is not a dict", call=call, got=got)
    for key, kind in (("gpus", "GPU"), ("cpus", "CPU")):
        expect(key in got, f"The summary has no key {key!r}", call=call, got=sorted(got))
        expect_close(number(got[key]), len(tf.config.list_physical_devices(kind)), call=f"{call}[{key!r}]")


@part("device_summary")
def test_summary_names_the_device(learner):
    """device_summary says in full where a new tensor lives"""
    got = learner.device_summary().get("default")
    expected = tf.constant(0.0).device
    expect(
        got == expected, "The device has another name", call="device_summary()['default']", got=got, expected=expected
    )


@part("enable_memory_growth")
def test_growth_when_it_is_too_late(learner):
    """enable_memory_growth returns an int and never stops a notebook"""
    tf.constant(0.0)  # the runtime has started
    got = learner.enable_memory_growth()
    call = "enable_memory_growth() after the first operation"
    expect(isinstance(got, (int, np.integer)) and not isinstance(got, bool), "The result is no int", call=call, got=got)
    if not tf.config.list_physical_devices("GPU"):
        expect_close(got, 0, call=call + ", without a GPU")


@part("mixed_precision_model")
def test_mixed_model_is_mixed(learner):
    """mixed_precision_model computes in float16, with float32 variables"""
    model = learner.mixed_precision_model((28, 28, 1), 10)
    call = "mixed_precision_model((28, 28, 1), 10)"
    graph = tf.function(model).get_concrete_function(tf.TensorSpec([None, 28, 28, 1])).graph
    kinds = ("Conv2D", "DepthwiseConv2dNative", "MatMul", "BatchMatMulV2", "Einsum")
    dtypes = [op.outputs[0].dtype.name for op in graph.get_operations() if op.type in kinds]
    expect("float16" in dtypes, "Nothing is multiplied in float16", call=call, got=dtypes)
    kept = {keras.backend.standardize_dtype(weight.dtype) for weight in model.weights}
    expect(kept == {"float32"}, "The variables are not float32", call=call, got=kept)


@part("mixed_precision_model")
def test_mixed_model_returns_float32_probabilities(learner):
    """mixed_precision_model returns float32 probabilities that add up to 1"""
    model = learner.mixed_precision_model((28, 28, 1), 10)
    got = model(np.random.default_rng(0).random((4, 28, 28, 1), dtype="float32"))
    call = "mixed_precision_model((28, 28, 1), 10) on 4 images"
    expect(tuple(got.shape) == (4, 10), "The output has another shape", call=call, got=tuple(got.shape))
    expect(got.dtype == tf.float32, "The output is not float32", call=call, got=got.dtype)
    expect_close(tf.reduce_sum(got, axis=1), np.ones(4), call=call + ": the sums of the rows")


@part("mixed_precision_model")
def test_mixed_model_leaves_the_policy(learner):
    """mixed_precision_model leaves the global policy as it was"""
    before = keras.config.dtype_policy().name
    try:
        for name in ("float32", "mixed_bfloat16"):
            keras.config.set_dtype_policy(name)
            learner.mixed_precision_model((28, 28, 1), 10)
            after = keras.config.dtype_policy().name
            call = f"mixed_precision_model(…) under the global policy {name!r}"
            expect(after == name, "The global policy is another one now", call=call, got=after, expected=name)
    finally:
        keras.config.set_dtype_policy(before)


def scaled(learner, model, scale, loss_fn=squared):
    optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.05), initial_scale=scale)
    loss = learner.scaled_step(model, optimizer, loss_fn, X, ZEROS)
    return loss, optimizer


@part("scaled_step")
def test_scaled_step_walks_downhill(learner):
    """scaled_step makes the update that an unscaled step makes, and returns the unscaled loss"""
    model = line(2.0)
    loss, _ = scaled(learner, model, 1024.0)
    # the loss is ((2 · 1)² + (2 · 3)²) / 2 = 20, and its derivative by the slope, 2 · slope · (1² + 3²) / 2, is 20 too
    call = "scaled_step on y = 2x, x = [1, 3], targets 0, SGD(0.05) and a loss scale of 1024"
    expect_close(loss, 20.0, call=call + ": the loss")
    expect_close(slope_of(model), 1.0, call=call + ": the slope afterwards")


@part("scaled_step")
def test_scaled_step_skips_an_overflow(learner):
    """scaled_step leaves infinities to the optimizer: it skips the update and halves the scale"""
    model = line(2.0)
    _, optimizer = scaled(learner, model, 2.0**127)
    call = "scaled_step with a loss scale of 2^127: gradients overflow"
    expect_close(slope_of(model), 2.0, call=call + ": the slope afterwards")
    expect_close(np.log2(optimizer.dynamic_scale.numpy()), 126.0, call=call + ": the scale, as a power of two")


@part("scaled_step")
def test_scaled_step_runs_in_training_mode(learner):
    """scaled_step runs the model in training mode"""
    norm = keras.layers.BatchNormalization(momentum=0.5)
    scaled(learner, line(2.0, norm), 1024.0)
    # the batch [2, 6] has the mean 4: the moving mean goes half of the way from 0
    expect_close(norm.moving_mean, [2.0], call="scaled_step on a model with batch normalization: its moving mean")


@part("xla_step")
def test_xla_step_trains(learner):
    """xla_step makes a callable that trains and returns the loss"""
    model = line(2.0)
    step = learner.xla_step(model, keras.optimizers.SGD(0.05), squared)
    expect(callable(step), "xla_step did not return a callable", call="xla_step(…)", got=step)
    call = "xla_step(…) on y = 2x, x = [1, 3], targets 0, SGD(0.05)"
    expect_close(step(X, ZEROS), 20.0, call=call + ": the loss")
    expect_close(slope_of(model), 1.0, call=call + ": the slope afterwards")


@part("xla_step")
def test_xla_step_is_compiled_once(learner):
    """xla_step traces its step once, and not in every call"""
    traces = []

    def counted(y_true, y_pred):
        traces.append(tf.executing_eagerly())
        return squared(y_true, y_pred)

    step = learner.xla_step(line(2.0), keras.optimizers.SGD(0.05), counted)
    for _ in range(4):
        step(X, ZEROS)
    call = "four calls of xla_step(…) on batches of one size"
    expect(not any(traces), "The step runs eagerly", call=call, got="the loss function was called eagerly")
    expect(len(traces) <= 2, "The step is traced again and again", call=call, got=len(traces), expected="1 trace, or 2")


def replicas():
    """A strategy over all logical processors."""
    devices = [device.name.removeprefix("/device:") for device in tf.config.list_logical_devices("CPU")]
    return tf.distribute.MirroredStrategy(devices, cross_device_ops=tf.distribute.ReductionToOneDevice())


@part("distributed_step")
def test_distributed_step_equals_one_device(learner):
    """distributed_step updates as one device would, also when the batch does not divide"""
    x = np.array([[1.0], [3.0], [1.0]], "float32")
    strategy = replicas()
    with strategy.scope():
        model, optimizer = line(3.0), keras.optimizers.SGD(0.05)
        optimizer.build(model.trainable_variables)
    loss = learner.distributed_step(strategy, model, optimizer, squared, x, np.zeros((3, 1), "float32"))
    # the loss of all three is (9 + 81 + 9) / 3 = 33, and its derivative 2 · 3 · (1 + 9 + 1) / 3 = 22
    count = strategy.num_replicas_in_sync
    call = f"distributed_step on y = 3x, x = [1, 3, 1], targets 0, SGD(0.05), {count} replica{'s' * (count > 1)}"
    expect_close(loss, 33.0, call=call + ": the loss")
    expect_close(slope_of(model), 1.9, call=call + ": the slope afterwards")


@part("runtime")
def test_runtime_knows_the_hosts(learner):
    """runtime tells Kaggle, Colab and other machines apart"""
    cases = [
        ({"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}, "kaggle"),
        ({"KAGGLE_URL_BASE": "https://www.kaggle.com", "COLAB_GPU": "1"}, "kaggle"),
        ({"COLAB_RELEASE_TAG": "release"}, "colab"),
        ({"HOME": "/home/me"}, "local"),
    ]
    for environ, expected in cases:
        got = learner.runtime(environ)
        expect(got == expected, "That is another machine", call=f"runtime({environ})", got=got, expected=expected)


@part("runtime")
def test_runtime_ignores_credentials(learner):
    """runtime does not take credentials for a host"""
    environ = {"KAGGLE_USERNAME": "me", "KAGGLE_KEY": "secret"}
    got = learner.runtime(environ)
    expect(
        got == "local",
        "Credentials say nothing about the machine",
        call=f"runtime({environ})",
        got=got,
        expected="local",
    )
