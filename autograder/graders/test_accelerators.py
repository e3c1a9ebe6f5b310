"""Hidden checks of topic 20: devices, memory growth, mixed precision, loss scaling, XLA, replicas, hosted notebooks."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_finite,
    attempt,
    check,
    evaluate,
    export,
    generator,
    is_int,
    observe,
    value_of,
)

MULTIPLY = ("Conv2D", "DepthwiseConv2dNative", "MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Einsum")
CLASSES = {"gray": 10, "color": 5}  # float16 holds neither 1/10 nor 1/5, which is all that dead units leave
POLICIES = ("float32", "mixed_bfloat16", "float64", "mixed_float16")


# What is shipped to the workers: data, and the models under test.


@pytest.fixture(scope="module")
def batch(run_seed):
    """Inputs, targets to regress and integer labels of nine examples that are far from alike."""
    random = generator(run_seed, "batch")
    return {
        "x": (random.normal(size=(9, 5)) * random.uniform(0.5, 2, (9, 1))).astype("float32"),
        "targets": random.normal(size=(9, 3)).astype("float32"),
        "labels": random.permutation(np.arange(9) % 3),
    }


@pytest.fixture(scope="module")
def start(run_seed):
    """Start values of a hidden and of an output layer."""
    random = generator(run_seed, "start")
    return {
        "hidden": [random.normal(size=(5, 4)).astype("float32"), random.normal(size=4).astype("float32")],
        "output": [random.normal(size=(4, 3)).astype("float32"), random.normal(size=3).astype("float32")],
    }


@pytest.fixture(scope="module")
def pictures(run_seed):
    """Two batches of images for the mixed-precision models."""
    random = generator(run_seed, "pictures")
    return {
        "gray": random.random((6, 28, 28, 1), dtype="float32"),
        "color": random.random((3, 40, 32, 3), dtype="float32"),
    }


@pytest.fixture(scope="module")
def secret(run_seed):
    """Names and values for environment variables."""
    random = generator(run_seed, "secret")
    return {"suffix": f"X{int(random.integers(10**6)):06d}", "value": f"v{int(random.integers(10**6))}"}


def lopsided(y_true, y_pred):
    """A mean squared error that also notices when its two arguments change places."""
    import tensorflow as tf

    return tf.reduce_mean(tf.square(y_pred - y_true) + 0.5 * y_pred)


def of_labels(y_true, y_pred):
    """The mean cross-entropy of logits, which takes integer labels only."""
    import tensorflow as tf

    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y_true, y_pred))


def cross_entropy():
    """The Keras loss object for integer labels and logits."""
    import keras

    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def network(start, *, modal=False, penalty=0.0, dtype="float32"):
    """Dense, on demand a layer that tells the modes apart and a weight penalty; Dense; a float32 end."""
    import keras

    keras.config.set_dtype_policy("float32")  # whatever the submission left behind

    class Modal(keras.layers.Layer):
        """Mirrors the features in training mode: like dropout, but the same every time."""

        def call(self, inputs, training=False):
            return inputs[:, ::-1] if training else inputs

    regularizer = keras.regularizers.L2(penalty) if penalty else None
    layers = [keras.Input((5,), dtype="float32")]
    layers += [keras.layers.Dense(4, "tanh", kernel_regularizer=regularizer, dtype=dtype)]
    layers += [Modal(dtype=dtype)] if modal else []
    layers += [keras.layers.Dense(3, dtype=dtype)]
    layers += [keras.layers.Activation("linear", dtype="float32")] if dtype != "float32" else []
    model = keras.Sequential(layers)
    model.set_weights(start["hidden"] + start["output"])
    return model


def sgd(rate=0.3, **options):
    """Plain gradient descent, unless `options` say more: it hides no wrong length of a gradient."""
    import keras

    return keras.optimizers.SGD(rate, **options)


def guarded(model, rate=0.3, **options):
    """A built LossScaleOptimizer around gradient descent."""
    import keras

    optimizer = keras.optimizers.LossScaleOptimizer(sgd(rate), **options)
    optimizer.build(model.trainable_variables)
    optimizer.built = True
    return optimizer


# device_summary


def counted(summary):
    """The summary with the number of devices where it lists them."""
    found = summary["value"] if isinstance(summary, dict) and "value" in summary else summary
    if not isinstance(found, dict):
        return found
    return {key: len(value) if isinstance(value, list | tuple) else value for key, value in found.items()}


@observe
def summary(learner):
    """The summary here, and on a machine with three GPUs and a TPU whose two processors are split into four logical ones."""
    import tensorflow as tf

    return {
        "here": counted(learner.device_summary()),
        "gpus": counted(with_gpus(learner.device_summary, 3, cpus=2, tpus=1)["answer"]),
        "default": tf.constant(1.0).device,
    }


@observe(devices=2)
def summary_elsewhere(learner):
    """The summary where a new tensor lives on the second of two logical processors, asked for once before it does."""
    import tensorflow as tf

    learner.device_summary()
    with tf.device("CPU:1"):
        return {"summary": counted(learner.device_summary()), "default": tf.constant(1.0).device}


def entry(observed, key):
    """One value of an observed summary."""
    assert isinstance(observed, dict), "device_summary should return a dict"
    assert "raised" not in observed, f"device_summary raised {observed.get('raised')}: {observed.get('message')}"
    assert key in observed, f"the summary has no key {key!r}"
    return observed[key]


def count(observed, key):
    """The number of devices under one key."""
    value = entry(observed, key)
    assert is_int(value), f"{key!r} should be the number of devices, an int (or a list of them)"
    return int(value)


@check("device_summary", points=0.3, hint="Three keys; count what is here: where there is no GPU, none.")
def test_summary_counts_devices_here(summary):
    gpus, cpus = count(summary.seen["here"], "gpus"), count(summary.seen["here"], "cpus")
    expected = summary.expected["here"]
    assert gpus == expected["gpus"], f"{gpus} GPUs where TensorFlow sees another number of them"
    assert cpus == expected["cpus"], f"{cpus} processors where TensorFlow sees another number of them"


@check(
    "device_summary",
    points=0.4,
    hint="Physical devices are the hardware; logical ones are what TensorFlow makes of it.",
)
def test_summary_counts_physical_devices(summary):
    gpus, cpus = count(summary.seen["gpus"], "gpus"), count(summary.seen["gpus"], "cpus")
    assert gpus == 3, f"{gpus} GPUs on a machine that has another number of them"
    assert cpus == 2, f"{cpus} processors on a machine that has another number of them"


@check("device_summary", points=0.3, hint="Make a tensor and ask it where it lives; take the answer as it is.")
def test_summary_asks_a_new_tensor(summary, summary_elsewhere):
    for machine in ("here", "gpus"):
        found = entry(summary.seen[machine], "default")
        assert isinstance(found, str), "'default' should be a string"
        assert found == summary.seen["default"], "'default' is not what a new tensor calls its device, in full"
    found = entry(summary_elsewhere.seen["summary"], "default")
    assert found == summary_elsewhere.seen["default"], (
        "inside `with tf.device(…)`, 'default' is not a new tensor's device"
    )


# A machine with GPUs, as far as TensorFlow's Python side knows.


def with_gpus(function, gpus, *, cpus=1, tpus=0, started=False):
    """What `function()` does where the runtime sees `gpus` GPUs (and twice as many logical CPUs as physical ones), and which memory settings it leaves.

    The stage is TensorFlow's context object: all public functions on physical devices ask it. It answers as the real one
    does, with its errors, and nothing of the library's code changes.
    """
    import tensorflow as tf
    from tensorflow.python.client import device_lib
    from tensorflow.python.eager import context

    devices = [tf.config.PhysicalDevice(f"/physical_device:CPU:{number}", "CPU") for number in range(cpus)]
    devices += [tf.config.PhysicalDevice(f"/physical_device:GPU:{number}", "GPU") for number in range(gpus)]
    devices += [tf.config.PhysicalDevice(f"/physical_device:TPU:{number}", "TPU") for number in range(tpus)]
    state = {"started": started, "growth": {}}

    def listed(device_type=None):
        return [device for device in devices if device_type in (None, device.device_type)]

    def logical(device_type=None):
        state["started"] = True
        numbers = {"CPU": 2 * cpus, "GPU": gpus, "TPU": tpus}
        names = [f"/device:{kind}:{number}" for kind, count in numbers.items() for number in range(count)]
        found = [tf.config.LogicalDevice(name, name.split(":")[1]) for name in names]
        return [device for device in found if device_type in (None, device.device_type)]

    def set_growth(device, enable):
        if device not in devices:
            raise ValueError(f"Unrecognized device: {device!r}")
        if device.device_type != "GPU":
            raise ValueError("Cannot set memory growth on non-GPU and non-Pluggable devices")
        if state["growth"].get(device.name) == enable:
            return
        if state["started"]:
            raise RuntimeError("Physical devices cannot be modified after being initialized")
        state["growth"][device.name] = enable

    def details(device):
        return {"device_name": "Tesla T4", "compute_capability": (7, 5)} if device.device_type == "GPU" else {}

    def local(session_config=None):
        state["started"] = True
        from tensorflow.core.framework.device_attributes_pb2 import DeviceAttributes

        return [
            DeviceAttributes(name=device.name.replace("physical_", ""), device_type=device.device_type)
            for device in devices
        ]

    stage = {
        "list_physical_devices": listed,
        "get_visible_devices": listed,
        "list_logical_devices": logical,
        "set_memory_growth": set_growth,
        "get_memory_growth": lambda device: state["growth"].get(device.name, False),
        "get_device_details": details,
    }
    current, real = context.context(), device_lib.list_local_devices
    for name, replacement in stage.items():
        setattr(current, name, replacement)
    device_lib.list_local_devices = local
    try:
        answer = attempt(function)
    finally:
        device_lib.list_local_devices = real
        for name in stage:
            delattr(current, name)
    return {"answer": answer, "growth": state["growth"]}


# enable_memory_growth


@observe
def growth(learner):
    """Memory growth here, on machines with none, one and two GPUs, and where the runtime has started."""
    import tensorflow as tf

    tf.constant(1.0)
    return {
        "here": attempt(learner.enable_memory_growth),
        "no GPU": with_gpus(learner.enable_memory_growth, 0),
        "one": with_gpus(learner.enable_memory_growth, 1),
        "two": with_gpus(learner.enable_memory_growth, 2),
        "late": with_gpus(learner.enable_memory_growth, 2, started=True),
    }


def number_of(answer, where):
    """The int that `enable_memory_growth` returned."""
    assert isinstance(answer, dict) and "raised" not in answer, (
        f"{where}, enable_memory_growth raised {answer.get('raised')}: {answer.get('message')}"
    )
    value = answer["value"]
    assert is_int(value), f"{where}, enable_memory_growth should return an int"
    return int(value)


@check("enable_memory_growth", points=0.3, hint="A machine without a GPU is no reason to stop a notebook.")
def test_growth_is_0_without_gpu(growth):
    found = number_of(growth.seen["no GPU"]["answer"], "without a GPU")
    assert found == 0, f"without a GPU nothing can be set, but it returned {found}"
    found = number_of(growth.seen["here"], "on this machine, after the first operation")
    assert found == growth.expected["here"]["value"], f"on this machine, after the first operation, it returned {found}"


@check(
    "enable_memory_growth",
    points=0.3,
    hint="Each physical GPU has a setting of its own; what is to be switched, and when?",
)
def test_growth_is_set_on_every_gpu(growth):
    for name in ("one", "two"):
        seen, expected = growth.seen[name], growth.expected[name]
        number_of(seen["answer"], "before the runtime started")
        assert seen["growth"] == expected["growth"], (
            f"with {name} GPU(s), memory growth is not on for each (and only) GPU"
        )


@check("enable_memory_growth", points=0.15, hint="Tell how many you have set.")
def test_growth_returns_the_number_of_gpus(growth):
    for name, wanted in (("one", 1), ("two", 2)):
        found = number_of(growth.seen[name]["answer"], f"with {name} GPU(s)")
        assert found == wanted, f"with {name} GPU(s) it returned {found}"


@check("enable_memory_growth", points=0.25, hint="Once the runtime runs, TensorFlow refuses. Nothing was set, then.")
def test_growth_bears_a_started_runtime(growth):
    found = number_of(growth.seen["late"]["answer"], "where the runtime has started")
    assert found == 0, f"nothing can be set where the runtime has started, but it returned {found}"


# mixed_precision_model


@observe
def mixed(learner, pictures):
    """Two models of half precision: one as is, one with random weights, with the variables that Keras knows."""
    import keras
    import tensorflow as tf

    answers = {}
    keras.config.set_dtype_policy("float32")
    try:
        for name, classes in CLASSES.items():
            images = pictures[name]
            model = learner.mixed_precision_model(tuple(images.shape[1:]), classes)
            keras.config.set_dtype_policy("float32")
            answers[name] = {
                "built": bool(model.built) and len(model.weights) > 0,
                "model": export(model, tf.TensorSpec([None, *images.shape[1:]], tf.float32)),
                "out": model(images),
            }
    finally:
        keras.config.set_dtype_policy("float32")
    return answers


@observe
def mixed_pair(learner, pictures):
    """What a model of two classes tells of two images."""
    import keras

    keras.config.set_dtype_policy("float32")
    try:
        return learner.mixed_precision_model((28, 28, 1), 2)(pictures["gray"][:2])
    finally:
        keras.config.set_dtype_policy("float32")


def multiplications(graph):
    """The dtypes in which the graph multiplies matrices and convolves, operation by operation: the output layer is last.

    The operations of a function stand where it is called.
    """
    from tensorflow.python.framework import dtypes

    definition = graph.graph_def
    functions = {function.signature.name: function.node_def for function in definition.library.function}

    def within(nodes):
        for node in nodes:
            if node.op in MULTIPLY:
                yield dtypes.as_dtype((node.attr["T"] if "T" in node.attr else node.attr["Ta"]).type).name
            called = [
                function for attribute in node.attr.values() for function in (attribute.func, *attribute.list.func)
            ]
            for name in (node.op, *(function.name for function in called)):
                yield from within(functions.get(name, ()))

    return list(within(definition.node))


@evaluate
def mixed_graphs(mixed, pictures):
    """The exported models in a clean process: in what they multiply, their variables, outputs on spread-out logits."""

    def wider(number, row):
        value = np.asarray(row["value"], "float32")
        if value.ndim < 2:
            return value  # a variance must stay positive
        return value + np.random.default_rng(number).normal(size=value.shape) / np.sqrt(np.prod(value.shape[:-1]))

    facts = {}
    for name, observed in mixed.items():
        graph = observed["model"]
        facts[name] = {
            "multiplies in": multiplications(graph),
            "variables": sorted({row["dtype"] for row in graph.weights if row["value"].dtype.kind == "f"}),
            "params": graph.count_params(),
            "untracked": graph.untracked(),
            "out": graph(pictures[name]),
            "spread": graph.with_weights(wider)(pictures[name]),
        }
    return facts


def probabilities(observed, images, classes, what):
    """The outputs of a model, looked at as probabilities."""
    assert isinstance(observed, np.ndarray), f"{what} should be one tensor"
    wanted = (len(images), classes)
    assert observed.shape == wanted, f"{what} has shape {observed.shape}; one row per image and one column per class"
    assert_finite(observed, what=what)
    return observed


@check(
    "mixed_precision_model", points=0.2, hint="One column per class, each row a distribution; the model comes built."
)
def test_mixed_model_classifies(mixed, mixed_graphs, mixed_pair, pictures):
    cases = [(f"{name} images", mixed_graphs.seen[name]["out"], pictures[name], n) for name, n in CLASSES.items()]
    cases += [("images of two classes", mixed_pair.seen, pictures["gray"][:2], 2)]
    for name in CLASSES:
        assert mixed.seen[name]["built"], "the model should be returned built: with an input layer, it is"
    for name, observed, images, classes in cases:
        out = probabilities(observed, images, classes, f"the output on {name}")
        assert np.all(out >= 0), "probabilities are not negative"
        assert np.allclose(out.sum(axis=1), 1, atol=0.01), "the probabilities of an image should add up to 1"


@check(
    "mixed_precision_model",
    points=0.5,
    hint="The layers' policy names the dtype that they compute in; which one halves the bytes and knows 65,504?",
)
def test_mixed_model_multiplies_in_float16(mixed_graphs):
    for facts in mixed_graphs.seen.values():
        found = facts["multiplies in"]
        assert "float16" in found, (
            f"no layer multiplies in float16, but in {', '.join(sorted(set(found))) or 'nothing'}"
        )
        other = sorted({dtype for dtype in found[:-1] if dtype != "float16"})
        assert not other, f"not only the output layer multiplies in another dtype: {', '.join(other)}"


@check("mixed_precision_model", points=0.4, hint="What the optimizer updates keeps all its digits.")
def test_mixed_model_keeps_float32_variables(mixed_graphs):
    for facts in mixed_graphs.seen.values():
        assert facts["params"] > 0, "the model has no variables that its graph reads"
        assert not facts["untracked"], "the model uses variables that Keras does not know"
        assert facts["variables"] == ["float32"], f"variables of dtype {', '.join(facts['variables'])}"


@check(
    "mixed_precision_model",
    points=0.5,
    hint="A softmax that computed in half precision has lost its digits, whatever it is cast to afterwards.",
)
def test_mixed_model_ends_in_a_float32_softmax(mixed_graphs, pictures):
    for (name, facts), classes in zip(mixed_graphs.seen.items(), CLASSES.values(), strict=True):
        for kind in ("out", "spread"):
            out = probabilities(facts[kind], pictures[name], classes, "the output")
            assert out.dtype.name == "float32", f"the output is {out.dtype.name}"
            assert np.allclose(out.sum(axis=1), 1, atol=1e-5), "the rows do not add up to 1 as float32 would"
        halves = np.mean(out == out.astype("float16").astype("float32"))
        assert halves < 0.9, "the probabilities have no more digits than float16 has: their softmax lost them"


@observe
def policies(learner):
    """The global dtype policy before and after, for several policies."""
    import keras

    answers = {}
    try:
        for name in POLICIES:
            keras.config.set_dtype_policy(name)
            model = attempt(learner.mixed_precision_model, (28, 28, 1), 3)
            made = model.get("value")
            answers[name] = {
                "computes in": made(np.zeros((1, 28, 28, 1), "float32")).dtype.name
                if name == "mixed_float16" and made
                else None,
                "raised": model.get("raised"),
                "message": model.get("message"),
                "after": keras.config.dtype_policy().name,
                "floatx": keras.config.floatx(),
            }
    finally:
        keras.config.set_dtype_policy("float32")
        keras.config.set_floatx("float32")
    return answers


@check(
    "mixed_precision_model",
    points=0.4,
    hint="What was the policy before you came? It need not have been float32, and the model is the same under any.",
)
def test_mixed_model_leaves_the_policy(policies):
    assert sorted(policies.seen) == sorted(POLICIES), "the policies could not be compared"
    for before, answer in policies.seen.items():
        assert answer["raised"] is None, f"under the policy {before} it raised {answer['raised']}: {answer['message']}"
        assert answer["after"] == before, f"the global policy was {before} and is now {answer['after']}"
        assert answer["floatx"] == "float32", f"keras.config.floatx() is now {answer['floatx']}"
    found = policies.seen["mixed_float16"]["computes in"]
    assert found == "float32", f"made under the policy mixed_float16, the model gives {found}"


# scaled_step


def compare_step(seen, expected, what):
    """Loss and weights after a step, each by its name."""
    assert_close(seen["loss"], expected["loss"], what=f"the loss of {what}")
    assert_close(seen["weights"], expected["weights"], what=f"the weights after {what}")


def is_close(seen, expected):
    try:
        assert_close(seen, expected)
    except AssertionError:
        return False
    return True


@observe
def scaled(learner, start, batch):
    """Five steps with a scale that doubles after every two."""
    import tensorflow as tf

    model = network(start)
    optimizer = guarded(model, 0.05, initial_scale=64.0, dynamic_growth_steps=2)
    x, y = tf.constant(batch["x"]), tf.constant(batch["targets"])
    losses, weights, scales = [], [], []
    for _ in range(5):
        losses.append(learner.scaled_step(model, optimizer, lopsided, x, y))
        weights.append(model.get_weights())
        scales.append(float(optimizer.dynamic_scale))
    first = []
    for skipped in range(1, 9):
        model = network(start)
        first.append(learner.scaled_step(model, guarded(model, 0.05), lopsided, x[skipped:], y[skipped:]))
    return {
        "losses": losses, "first": first, "weights": weights, "scales": scales, "updates": int(optimizer.iterations),
    }  # fmt: skip


@check("scaled_step", points=0.35, hint="The loss is for people: as the loss function gives it, before the update.")
def test_scaled_step_returns_the_unscaled_loss(scaled):
    assert_close(scaled.seen["losses"][0], scaled.expected["losses"][0], what="the loss of a step")
    assert_close(scaled.seen["first"], scaled.expected["first"], what="the losses of first steps on other batches")


@check(
    "scaled_step",
    points=0.4,
    hint="Who multiplies by the scale, and who divides by it? Each is done once.",
)
def test_scaled_step_makes_the_plain_update(scaled):
    seen, expected = scaled.seen["weights"][0], scaled.expected["weights"][0]
    assert_close(seen, expected, what="the weights after one step of SGD")


@check("scaled_step", points=0.3, hint="The scale changes while training goes on: use the one of this very step.")
def test_scaled_step_follows_the_scale(scaled):
    seen, expected = scaled.seen, scaled.expected
    assert_close(seen["scales"], expected["scales"], what="the scale after each of five steps")
    assert_close(
        seen["weights"], expected["weights"], atol=1e-4, rtol=1e-3, what="the weights after each of five steps"
    )
    assert seen["updates"] == 5, f"the optimizer counted {seen['updates']} updates in five steps"


@observe
def scaled_fresh(learner, start, batch):
    """The first step of an optimizer that is not built yet, with a Keras loss, on arrays."""
    import keras

    model = network(start)
    optimizer = keras.optimizers.LossScaleOptimizer(sgd())
    loss = learner.scaled_step(model, optimizer, cross_entropy(), batch["x"], batch["labels"])
    return {"loss": loss, "weights": model.get_weights()}


@check("scaled_step", points=0.15, hint="Before its first step, the optimizer has no variable for its scale yet.")
def test_scaled_step_takes_a_fresh_optimizer(scaled_fresh):
    compare_step(scaled_fresh.seen, scaled_fresh.expected, "the first step of a new optimizer")


@observe
def scaled_halves(learner, start, batch):
    """Steps of a float16 model: gradients that would underflow without the scale, and some that overflow with it."""
    import tensorflow as tf

    def tiny(y_true, y_pred):
        return lopsided(y_true, y_pred) * 2.0**-22

    x, y = tf.constant(batch["x"]), tf.constant(batch["targets"])
    model = network(start, dtype="mixed_float16")
    before = model.get_weights()
    learner.scaled_step(model, guarded(model, 2.0**20, initial_scale=2.0**21), tiny, x, y)
    moved = [after - old for after, old in zip(model.get_weights(), before, strict=True)]
    model = network(start, dtype="mixed_float16")
    optimizer = guarded(model, initial_scale=2.0**40)
    loss = learner.scaled_step(model, optimizer, lopsided, x, y)
    return {
        "moved": moved,
        "loss": loss,
        "still": [after - old for after, old in zip(model.get_weights(), before, strict=True)],
        "scale": float(optimizer.dynamic_scale),
        "updates": int(optimizer.iterations),
    }


@check("scaled_step", points=0.3, hint="What has become 0 on its way back stays 0: where must the scale come in?")
def test_scaled_step_saves_small_gradients(scaled_halves):
    seen, expected = scaled_halves.seen["moved"], scaled_halves.expected["moved"]
    assert_close(seen, expected, atol=0.01, rtol=0.02, what="the update of a float16 model with small gradients")


@check("scaled_step", points=0.2, hint="Leave it to the optimizer to look for infinities, and to skip such a step.")
def test_scaled_step_skips_an_overflow(scaled_halves):
    seen = scaled_halves.seen
    assert_close(
        seen["still"], scaled_halves.expected["still"], atol=0, what="the change of the weights in a skipped step"
    )
    assert_close(seen["scale"], scaled_halves.expected["scale"], what="the scale after an overflow")
    assert seen["updates"] == 0, "a step that overflows makes no update"
    assert_close(seen["loss"], scaled_halves.expected["loss"], rtol=0.01, what="the loss of a skipped step")


@observe
def scaled_modes(learner, start, batch):
    """A step of a model whose modes differ, with a frozen layer."""
    import tensorflow as tf

    model = network(start, modal=True)
    model.layers[0].trainable = False
    loss = learner.scaled_step(model, guarded(model), lopsided, tf.constant(batch["x"]), tf.constant(batch["targets"]))
    return {"loss": loss, "weights": model.get_weights()}


@check("scaled_step", points=0.15, hint="A training step: the same mode and the same variables as in topic 10.")
def test_scaled_step_trains(scaled_modes):
    compare_step(scaled_modes.seen, scaled_modes.expected, "a step of a model that behaves differently in training")


@observe
def scaled_penalty(learner, start, batch):
    """A step of a model with a weight penalty, and one of the same model without it."""
    import tensorflow as tf

    def step(penalty):
        model = network(start, penalty=penalty)
        x, y = tf.constant(batch["x"]), tf.constant(batch["targets"])
        return {"loss": learner.scaled_step(model, guarded(model), lopsided, x, y), "weights": model.get_weights()}

    return {"penalized": step(0.2), "plain": step(0.0)}


@check(
    "scaled_step",
    points=0.15,
    hint="Where losses of the model's own are added, they are minimized as well, and scaled alike.",
)
def test_scaled_step_treats_own_losses_alike(scaled_penalty):
    seen, expected = scaled_penalty.seen["penalized"], scaled_penalty.expected
    plain = {key: is_close(seen[key], expected["plain"][key]) for key in ("loss", "weights")}
    wanted = {key: expected["plain" if left_out else "penalized"][key] for key, left_out in plain.items()}
    compare_step(seen, wanted, "a step of a model with a weight penalty")
    # the contract of this step does not name the penalty: with it or without it
    assert plain["loss"] or not plain["weights"], (
        "the loss that is returned holds the weight penalty; the update does not"
    )
    assert plain["weights"] or not plain["loss"], (
        "the update minimizes the weight penalty; the loss that is returned lacks it"
    )


# xla_step


def watched(model, width=5):
    """The model in a wrapper that notes each call in training mode: its graph, compiled or not, its replica, its size."""
    import keras
    import tensorflow as tf
    from tensorflow.python.ops import control_flow_util

    tally = {"training graphs": [], "other graphs": [], "calls": [], "sizes": []}

    class Watched(keras.Model):
        """Looks at the place where it is called."""

        def __init__(self):
            super().__init__(dtype="float32")
            self.inner = model

        def call(self, inputs, training=False):
            eager = tf.executing_eagerly()
            graph = None if eager else tf.compat.v1.get_default_graph()
            graphs = tally["training graphs" if training else "other graphs"]
            if not eager and not any(graph is other for other in graphs):
                graphs.append(graph)
            context = tf.distribute.get_replica_context() if tf.distribute.has_strategy() else None
            replica = None if context is None else context.replica_id_in_sync_group
            replica = tf.get_static_value(replica) if isinstance(replica, tf.Tensor) else replica
            compiled = not eager and control_flow_util.GraphOrParentsInXlaContext(graph)
            tally["calls"].append(
                {
                    "training": bool(training),
                    "compiled": bool(compiled),
                    "eager": eager,
                    "replica": None if replica is None else int(replica),
                }
            )
            if replica is None:
                pass
            elif inputs.shape[0] is not None:
                tally["sizes"].append(int(inputs.shape[0]))
            else:
                tf.py_function(lambda size: tally["sizes"].append(int(size)), [tf.shape(inputs)[0]], [])
            return self.inner(inputs, training=training)

    wrapped = Watched()
    wrapped(tf.zeros((1, width)))
    for notes in tally.values():
        notes.clear()
    return wrapped, tally


@observe
def compiled(learner, start, batch):
    """Four compiled steps with momentum, the last on a smaller batch."""
    from tensorflow.python.framework import config

    config.disable_op_determinism()  # with it, Keras' own training functions decline XLA
    try:
        return four_steps(learner, start, batch)
    finally:
        config.enable_op_determinism()


def four_steps(learner, start, batch):
    """What the callable of `xla_step` does, and how model, loss and update were called meanwhile."""
    import keras
    import tensorflow as tf
    from tensorflow.python.ops import control_flow_util

    outside = []

    def note(name):
        graph = None if tf.executing_eagerly() else tf.compat.v1.get_default_graph()
        if graph is None or not control_flow_util.GraphOrParentsInXlaContext(graph):
            outside.append(name)

    def loss_fn(y_true, y_pred):
        note("loss")
        return lopsided(y_true, y_pred)

    class Descent(keras.optimizers.SGD):
        """Tells where its updates are made."""

        def update_step(self, gradient, variable, learning_rate):
            note("update")
            return super().update_step(gradient, variable, learning_rate)

    inner = network(start)
    inner.layers[-1].trainable = False
    model, tally = watched(inner)
    optimizer = Descent(0.1, momentum=0.5)
    optimizer.build(model.trainable_variables)
    x, y = tf.constant(batch["x"]), tf.constant(batch["targets"])
    step = learner.xla_step(model, optimizer, loss_fn)
    losses, weights = [step(x[:6], y[:6])], [model.get_weights()]
    losses += [step(x[3:], y[3:]), step(x[2:8], y[2:8])]
    weights += [model.get_weights()]
    updates, traces = int(optimizer.iterations), len(tally["training graphs"] or tally["other graphs"])
    smaller = attempt(step, x[:4], y[:4])
    weights += [model.get_weights()]
    sizes = len(tally["training graphs"] or tally["other graphs"])
    attempt(lambda: [step(x[first : first + size], y[first : first + size]) for first, size in ((1, 6), (5, 4))])
    again = len(tally["training graphs"] or tally["other graphs"]) - sizes
    second, other = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3)]), sgd()
    second.set_weights([start["hidden"][0][:, :3], start["output"][1]])
    other.build(second.trainable_variables)
    loss = attempt(lambda: learner.xla_step(second, other, lopsided)(x[:2], y[:2]))
    return {
        "losses": losses,
        "weights": weights,
        "updates": updates,
        "second": {"loss": loss, "weights": second.get_weights()},
        "traces": traces,
        "outside": sorted(set(outside)),
        "traces again": again,
        "calls": list(tally["calls"]),
        "smaller": smaller,
    }


def training_calls(observed):
    """The calls of the model in training mode; all of them where there is none (Keras also calls to learn of shapes)."""
    calls = observed["calls"]
    assert calls, "the step never called the model"
    return [call for call in calls if call["training"]] or calls


@check("xla_step", points=0.4, hint="XLA has to be asked for: which argument of tf.function orders it?")
def test_xla_step_is_compiled(compiled):
    calls = training_calls(compiled.seen)
    assert not any(call["eager"] for call in calls), "the step ran eagerly: nothing was compiled"
    assert all(call["compiled"] for call in calls), "the step ran as a graph, but XLA was not asked to compile it"
    outside = compiled.seen["outside"]
    assert not outside, f"XLA compiles a part of the step, but not: {', '.join(outside)}"


@check("xla_step", points=0.3, hint="The callable returns one number: the loss of its batch, before the update.")
def test_xla_step_returns_the_loss(compiled):
    assert_close(compiled.seen["losses"][0], compiled.expected["losses"][0], what="the loss of the first step")
    assert_close(
        compiled.seen["losses"], compiled.expected["losses"], atol=1e-4, rtol=1e-3, what="the losses of three steps"
    )


@check("xla_step", points=0.3, hint="Every call makes one update, by the optimizer that was handed in.")
def test_xla_step_trains(compiled):
    seen, expected = compiled.seen["weights"], compiled.expected["weights"]
    assert_close(seen[0], expected[0], what="the weights after one step")
    assert_close(seen[1], expected[1], atol=1e-4, rtol=1e-3, what="the weights after three steps")
    assert compiled.seen["updates"] == 3, f"the optimizer counted {compiled.seen['updates']} updates in three steps"
    second = compiled.seen["second"]
    value_of(second["loss"], "the step of a second model")
    wanted = compiled.expected["second"]["weights"]
    assert_close(second["weights"], wanted, what="the weights of a second model after its step")


@check("xla_step", points=0.25, hint="Where is the function made that is traced: once, or in each call?")
def test_xla_step_is_traced_once(compiled):
    assert training_calls(compiled.seen)
    found = compiled.seen["traces"]
    assert found <= 2, f"three batches of one size were traced {found} times"
    again = compiled.seen["traces again"]
    assert again == 0, f"two batches of sizes that were seen before were traced {again} times more"


@check("xla_step", points=0.15, hint="A batch of another size is compiled anew, but it is no error.")
def test_xla_step_takes_another_size(compiled):
    smaller = compiled.seen["smaller"]
    assert isinstance(smaller, dict) and "raised" not in smaller, (
        f"a smaller batch raised {smaller.get('raised')}: {smaller.get('message')}"
    )
    expected = compiled.expected
    assert_close(
        smaller["value"], expected["smaller"]["value"], atol=1e-4, rtol=1e-3, what="the loss of a smaller batch"
    )
    assert_close(
        compiled.seen["weights"][2],
        expected["weights"][2],
        atol=1e-4,
        rtol=1e-3,
        what="the weights after a smaller batch",
    )


@check("xla_step", points=0.1, hint="A training step runs the model in training mode.")
def test_xla_step_runs_in_training_mode(compiled):
    assert all(call["training"] for call in training_calls(compiled.seen)), "the model was called in inference mode"


# distributed_step


def distributed(learner, start, batch, devices, sizes, *, targets="targets", loss_fn=lopsided, **options):
    """One step of a mirrored model on `devices` logical devices, for each size of the whole batch."""
    import tensorflow as tf

    strategy = tf.distribute.MirroredStrategy(
        [f"CPU:{number}" for number in range(devices)], cross_device_ops=tf.distribute.ReductionToOneDevice()
    )
    answers = {}
    for size in sizes:
        x, y = tf.constant(batch["x"][-size:]), tf.constant(batch[targets][-size:])
        if size == devices:
            x, y = x.numpy(), y.numpy()
        with strategy.scope():
            inner = network(start, **options)
            inner.layers[-1].trainable = devices == 2
            model, tally = watched(inner)
            optimizer = sgd(0.2)
            optimizer.build(model.trainable_variables)
        before = model.get_weights()
        answer = attempt(learner.distributed_step, strategy, model, optimizer, loss_fn, x, y)
        copies = [
            [copy.numpy() for copy in strategy.experimental_local_results(variable.value)]
            for variable in model.trainable_variables
        ]
        answers[f"{size} examples"] = {
            "loss": answer,
            "weights": model.get_weights(),
            "before": before,
            "copies": copies,
            "replicas": sorted({call["replica"] for call in tally["calls"] if call["replica"] is not None}),
            "sizes": list(tally["sizes"]),
            "updates": int(strategy.experimental_local_results(optimizer.iterations.value)[0]),
        }
    return answers


@observe(devices=3)
def replicas(learner, start, batch):
    """One replica. Two: batches that divide, that do not, and of one example each.

    Three: a model whose modes differ, and integer labels.
    """
    import tensorflow as tf

    devices = len(tf.config.list_logical_devices("CPU"))  # in a benchmark's process, two
    return {
        "one": distributed(learner, start, batch, 1, (3,)),
        "two": distributed(learner, start, batch, 2, (8, 7, 2)),
        "three": distributed(
            learner, start, batch, min(3, devices), (5,), targets="labels", loss_fn=of_labels, modal=True
        ),
    }


def loss_of(answer, what):
    """The loss that a distributed step returned."""
    told = answer["loss"]
    assert isinstance(told, dict) and "raised" not in told, f"{what} raised {told.get('raised')}: {told.get('message')}"
    return told["value"]


def check_update(observation, count, size):
    """One case of a distributed step moved the weights as the reference did."""
    case = f"{size} examples"
    seen, expected = observation.seen[count][case], observation.expected[count][case]
    loss_of(seen, f"the step on {case}")
    assert_close(seen["weights"], expected["weights"], what=f"the weights after a step of {count} replicas on {case}")


@check(
    "distributed_step",
    points=0.35,
    hint="In a replica, the optimizer adds up the gradients of all. What is a sum of means, compared with the mean?",
)
def test_distributed_update_is_the_whole_batchs(replicas):
    check_update(replicas, "two", 8)


@check(
    "distributed_step",
    points=0.45,
    hint="When the batch does not divide, one replica has more examples: each example should count the same.",
)
def test_distributed_update_weighs_by_examples(replicas):
    check_update(replicas, "two", 7)


@check(
    "distributed_step",
    points=0.35,
    hint="Return one number: the mean over all examples, wherever they were.",
)
def test_distributed_loss_is_the_whole_batchs(replicas):
    for case in ("8 examples", "7 examples"):
        seen = loss_of(replicas.seen["two"][case], f"the step on {case}")
        assert_close(seen, loss_of(replicas.expected["two"][case], case), what=f"the loss of {case}")


@check(
    "distributed_step",
    points=0.35,
    hint="Every replica works, each on examples of its own: the strategy runs a function in all of them.",
)
def test_distributed_step_splits_the_batch(replicas):
    for case, size in (("8 examples", 8), ("7 examples", 7)):
        answer = replicas.seen["two"][case]
        loss_of(answer, f"the step on {case}")
        assert answer["replicas"] == [0, 1], f"{case}: the model ran in the replicas {answer['replicas']} of two"
        assert answer["sizes"] and max(answer["sizes"]) < size, f"{case}: a replica was given the whole batch"
        assert min(answer["sizes"]) > 0, f"{case}: a replica was given nothing"


@check(
    "distributed_step",
    points=0.25,
    hint="Any number of replicas, and a batch, of tensors or arrays, that is just large enough for them.",
)
def test_distributed_step_takes_small_batches(replicas):
    check_update(replicas, "two", 2)
    loss = loss_of(replicas.seen["two"]["2 examples"], "the step on 2 examples")
    assert_close(loss, loss_of(replicas.expected["two"]["2 examples"], "2"), what="the loss of 2 examples")
    check_update(replicas, "one", 3)
    loss = loss_of(replicas.seen["one"]["3 examples"], "the step of one replica")
    assert_close(loss, loss_of(replicas.expected["one"]["3 examples"], "3"), what="the loss of a single replica")
    answer, expected = (found["three"]["5 examples"] for found in (replicas.seen, replicas.expected))
    loss = loss_of(answer, "the step of three replicas on 5 examples with integer labels")
    assert answer["replicas"] == expected["replicas"], (
        f"the model ran in the replicas {answer['replicas']} of {len(expected['replicas'])}"
    )
    assert_close(loss, loss_of(expected, "5"), what="the loss of 5 examples in three replicas")


@check(
    "distributed_step", points=0.1, hint="A training step: its mode and its variables are the same in every replica."
)
def test_distributed_step_runs_in_training_mode(replicas):
    check_update(replicas, "three", 5)


@check("distributed_step", points=0.15, hint="One update, the same on every device.")
def test_distributed_step_updates_once(replicas):
    for case, answer in replicas.seen["two"].items():
        loss_of(answer, f"the step on {case}")
        assert answer["updates"] == 1, f"the optimizer counted {answer['updates']} updates in one step on {case}"
        moved = [np.abs(after - old).max() for after, old in zip(answer["weights"], answer["before"], strict=True)]
        assert max(moved) > 0, "the weights did not move"
        for first, *others in answer["copies"]:
            assert all(np.array_equal(first, other) for other in others), "the replicas' copies of a weight differ"


# runtime


@observe
def places(learner, secret):
    """Where one is, by several environments; the process's own is another one meanwhile."""
    import os
    import types

    suffix, value = secret["suffix"], secret["value"]
    environments = {
        "run type": {"PATH": "/bin", "KAGGLE_KERNEL_RUN_TYPE": "Interactive"},
        "batch": {"KAGGLE_KERNEL_RUN_TYPE": "Batch", "HOME": "/root"},
        "other run type": {"KAGGLE_KERNEL_RUN_TYPE": value},
        "url": {"KAGGLE_URL_BASE": f"https://{value}"},
        "kaggle and credentials": {"KAGGLE_USERNAME": value, "KAGGLE_KEY": value, "KAGGLE_URL_BASE": value},
        "colab": {"COLAB_RELEASE_TAG": value, "HOME": "/root"},
        "other colab": {"LANG": "C", f"COLAB_{suffix}": value},
        "colab without a GPU": {"COLAB_GPU": "0"},
        "colab and credentials": {"KAGGLE_USERNAME": value, "COLAB_JUPYTER_IP": value, "KAGGLE_KEY": value},
        "both, colab first": {f"COLAB_{suffix}": value, "KAGGLE_KERNEL_RUN_TYPE": "Batch"},
        "both, kaggle first": {"KAGGLE_URL_BASE": value, "COLAB_GPU": "1"},
        "nothing": {},
        "plain": {"HOME": "/home/me", "PATH": "/bin", "SHELL": "/bin/sh"},
        "credentials": {"KAGGLE_USERNAME": value, "KAGGLE_KEY": value},
        "one credential": {"KAGGLE_USERNAME": value},
        "other key": {"KAGGLE_KEY": value},
        "settings": {"KAGGLE_CONFIG_DIR": "/home/me"},
        "in the middle": {f"MY_COLAB_{suffix}": value, "MY_KAGGLE_URL_BASE": value},
        "other names": {f"COLABORATOR{suffix}": value, f"KAGGLE_URL_BASE_{suffix}": value},
        "beginnings": {f"KAGGLE_KERNEL_{suffix}": value, f"KAGGLE_URL_{suffix}": value},
        "lower case": {"colab_gpu": "1", "kaggle_url_base": value},
        "values": {"HOST": "COLAB_GPU", "SITE": "KAGGLE_URL_BASE"},
    }
    noise = {"KAGGLE_URL_BASE": value, "COLAB_GPU": "1"}
    os.environ.update(noise)
    try:
        given = {name: dict(variables) for name, variables in environments.items()}
        answers = {name: attempt(learner.runtime, variables) for name, variables in given.items()}
    finally:
        for name in noise:
            os.environ.pop(name, None)
    answers["changed"] = [name for name, variables in environments.items() if given[name] != variables]
    os.environ["COLAB_GPU"] = "1"
    try:
        answers["a mapping"] = attempt(learner.runtime, types.MappingProxyType({"KAGGLE_URL_BASE": value}))
        answers["os.environ"] = attempt(learner.runtime, os.environ)
    finally:
        os.environ.pop("COLAB_GPU", None)
    return answers


def check_places(observation, wanted, *names):
    """These environments were told to be `wanted`."""
    for name in names:
        answer = observation.seen[name]
        assert isinstance(answer, dict) and "raised" not in answer, (
            f"with the environment '{name}' it raised {answer.get('raised')}: {answer.get('message')}"
        )
        found = answer["value"]
        assert isinstance(found, str), "runtime should return a string"
        assert found == wanted, f"with the environment '{name}' it says {found!r}"


@check("runtime", points=0.15, hint="Two variables give Kaggle away; either is enough.")
def test_runtime_knows_kaggle(places):
    check_places(places, "kaggle", "run type", "batch", "other run type", "url", "kaggle and credentials", "a mapping")


@check("runtime", points=0.1, hint="Any variable whose name starts as Colab's do will do, whatever its value.")
def test_runtime_knows_colab(places):
    check_places(places, "colab", "colab", "other colab", "colab without a GPU", "colab and credentials", "os.environ")


@check("runtime", points=0.1, hint="Kaggle's image may hold Colab's variables, not the other way round.")
def test_runtime_prefers_kaggle(places):
    check_places(places, "kaggle", "both, colab first", "both, kaggle first")


@check(
    "runtime",
    points=0.15,
    hint="Neither host: also with credentials, with names that only look alike, with nothing at all.",
)
def test_runtime_is_local_otherwise(places):
    check_places(places, "local", "nothing", "plain", "credentials", "one credential", "other key")
    check_places(places, "local", "settings", "in the middle", "other names", "values")
    check_places(places, "local", "beginnings", "lower case")
    assert places.seen["changed"] == [], "runtime changed the mapping that it was given"
