"""Hidden checks of topic 19: LSTM and GRU steps by hand, parameter counts, texts as ids, two classifiers."""

from __future__ import annotations

import string
from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    attempt,
    check,
    evaluate,
    export,
    generator,
    is_int,
    observe,
    value_of,
)

FUSED = ("LSTMBlockCell", "BlockLSTM", "GRUBlockCell", "CudnnRNN")
CLOSED = -60.0  # a bias that shuts a gate


# Cases of the two cells: name -> the arguments in order, float32


def cell_arguments(draw: np.random.Generator, gates: int, n: int, features: int, units: int) -> list[np.ndarray]:
    """x, h (and c for four gates), kernel, recurrent, bias."""
    states = [(n, units)] * (2 if gates == 4 else 1)
    shapes = [(n, features), *states, (features, gates * units), (units, gates * units), (gates * units,)]
    arguments = [draw.normal(size=shape).astype("float32") for shape in shapes]
    if gates == 4:
        arguments[2] = np.clip(arguments[2], -2, 2)  # large cells are another check's, not now and then this one's
    return arguments


def set_gate(bias: np.ndarray, gate: int, value: float, gates: int) -> None:
    np.split(bias, gates)[gate][:] = value


@pytest.fixture(scope="module")
def lstm_cases(run_seed: int) -> dict[str, list[np.ndarray]]:
    draw = generator(run_seed, "lstm cell")
    cases = {name: cell_arguments(draw, 4, 5, 4, 3) for name in ("whole", "forget", "input", "output")}
    for name, closed in (("forget", 0), ("input", 1), ("output", 0)):
        x, h, _, _, _, bias = cases[name]
        x[:], h[:] = 0.0, 0.0
        set_gate(bias, closed, CLOSED, 4)
    set_gate(cases["output"][-1], 1, -CLOSED, 4)
    return cases


@pytest.fixture(scope="module")
def lstm_edges(run_seed: int) -> dict[str, list[np.ndarray]]:
    return edges(generator(run_seed, "lstm edges"), 4)


@pytest.fixture(scope="module")
def gru_cases(run_seed: int) -> dict[str, list[np.ndarray]]:
    draw = generator(run_seed, "gru cell")
    cases = {name: cell_arguments(draw, 3, 5, 4, 3) for name in ("whole", "update", "reset")}
    cases["update"][3][:] = 0.0
    cases["update"][0][:] = 0.0
    cases["reset"][3][:, :3] = 0.0
    cases["reset"][2][:, :3] = 0.0
    set_gate(cases["reset"][4], 0, CLOSED, 3)
    return cases


@pytest.fixture(scope="module")
def gru_edges(run_seed: int) -> dict[str, list[np.ndarray]]:
    return edges(generator(run_seed, "gru edges"), 3)


def edges(draw: np.random.Generator, gates: int) -> dict[str, list[np.ndarray]]:
    cases = {
        "one of each": cell_arguments(draw, gates, 1, 1, 1),
        "batch of one": cell_arguments(draw, gates, 1, 3, 2),
        "one unit": cell_arguments(draw, gates, 4, 3, 1),
        "as many features as units": cell_arguments(draw, gates, 3, 3, 3),
        "large": cell_arguments(draw, gates, 64, 3, 6),
    }
    cases["large"][-3] *= 100.0  # kernel and recurrent: gates far into saturation
    cases["large"][-2] *= 100.0
    if gates == 4:
        cases["large"][2] *= 20.0  # and a cell far beyond what one step adds
    return cases


@pytest.fixture(scope="module")
def cell_weights(run_seed: int) -> list[np.ndarray]:
    """Weights of a scalar loss over h and c, `(5, 3)` each."""
    return list(generator(run_seed, "loss").normal(size=(2, 5, 3)).astype("float32"))


# The LSTM cell


@observe
def lstm_steps(learner, lstm_cases):
    import tensorflow as tf

    found = {}
    for name, arguments in lstm_cases.items():
        h, c = learner.lstm_cell(*map(tf.constant, arguments))
        found[name] = {"h": h, "c": c, "tensors": bool(tf.is_tensor(h) and tf.is_tensor(c))}
    return found


@observe
def lstm_at_edges(learner, lstm_edges):
    import tensorflow as tf

    return {name: tuple(learner.lstm_cell(*map(tf.constant, arguments))) for name, arguments in lstm_edges.items()}


@observe
def lstm_precisions(learner, lstm_cases):
    import tensorflow as tf

    arguments = lstm_cases["whole"]
    return {
        "numpy arrays": tuple(learner.lstm_cell(*arguments)),
        "nested lists": tuple(learner.lstm_cell(*[array.tolist() for array in arguments])),
        "float64": tuple(learner.lstm_cell(*[tf.constant(array, tf.float64) for array in arguments])),
        "float16": tuple(learner.lstm_cell(*[tf.constant(array.astype("float16")) for array in arguments])),
    }


@observe
def lstm_keywords(learner, lstm_cases):
    arguments = [array.copy() for array in lstm_cases["whole"]]
    names = ("x", "h", "c", "kernel", "recurrent", "bias")
    return {"result": tuple(learner.lstm_cell(**dict(zip(names, arguments, strict=True)))), "arguments": arguments}


@observe
def lstm_gradients(learner, lstm_cases, cell_weights):
    import tensorflow as tf

    found = {}
    for name in ("whole", "zero"):
        arguments = [tf.constant(array) for array in lstm_cases["whole"]]
        if name == "zero":  # the kernels stay
            arguments = [value if place in (3, 4) else tf.zeros_like(value) for place, value in enumerate(arguments)]
        with tf.GradientTape() as tape:
            tape.watch(arguments)
            h, c = learner.lstm_cell(*arguments)
            loss = tf.reduce_sum(h * cell_weights[0]) + tf.reduce_sum(c * cell_weights[1])
        found[name] = tape.gradient(loss, arguments)
    return found


@observe
def lstm_traced(learner, lstm_cases):
    import tensorflow as tf

    learner.lstm_cell(*lstm_cases["whole"])  # a stub says so outside of a trace
    specs = [tf.TensorSpec(array.shape, array.dtype) for array in lstm_cases["whole"]]
    return {"graph": export(learner.lstm_cell, *specs)}


@evaluate
def lstm_graph(lstm_traced, lstm_cases):
    return {"result": tuple(lstm_traced["graph"](*lstm_cases["whole"])), "ops": lstm_traced["graph"].op_types()}


def assert_pair(seen: Any, expected: Any, what: str, atol: float = 1e-5) -> None:
    for name, one, other in zip(("h", "c"), seen, expected, strict=True):
        assert_close(one, other, atol=atol, what=f"{name} {what}")


@check(
    "lstm_cell", points=0.4, hint="Compute i, f, the candidate and o for x and h together, then write down c' and h'."
)
def test_lstm_whole_step(lstm_steps):
    seen, expected = lstm_steps.seen["whole"], lstm_steps.expected["whole"]
    assert_close(seen["c"], expected["c"], what="the new cell c")
    assert_close(seen["h"], expected["h"], what="the new output h")


@check(
    "lstm_cell",
    points=0.25,
    hint="With nothing new let in, the new cell is the forget gate times the old cell. Which quarter is the forget gate?",
)
def test_lstm_forget_gate(lstm_steps):
    assert_close(
        lstm_steps.seen["forget"]["c"], lstm_steps.expected["forget"]["c"], what="the cell with its input gate closed"
    )


@check(
    "lstm_cell",
    points=0.25,
    hint="With the forget gate closed, the new cell is the input gate times the candidate, which lies between -1 and 1.",
)
def test_lstm_input_gate_and_candidate(lstm_steps):
    assert_close(
        lstm_steps.seen["input"]["c"], lstm_steps.expected["input"]["c"], what="the cell with its forget gate closed"
    )


@check(
    "lstm_cell",
    points=0.25,
    hint="What leaves is the output gate times a squashed copy of the new cell; h comes first in the pair.",
)
def test_lstm_output_gate(lstm_steps):
    assert_close(
        lstm_steps.seen["output"]["h"],
        lstm_steps.expected["output"]["h"],
        what="the output of a cell that is kept whole",
    )


@check("lstm_cell", points=0.1, hint="Both results are float32 tensors of shape (n, units).")
def test_lstm_returns_tensors(lstm_steps):
    for case in lstm_steps.seen.values():
        assert case["tensors"], "h and c should be tensors"
        for name in ("h", "c"):
            assert case[name].dtype == np.float32, f"{name} is {case[name].dtype.name}, not float32"
            assert case[name].shape == (5, 3), f"{name} should have one row per example and one column per unit"


@check(
    "lstm_cell", points=0.15, hint="Cast all six arguments to float32 first: lists and other precisions may come in."
)
def test_lstm_takes_lists_and_other_precisions(lstm_precisions):
    for name, expected in lstm_precisions.expected.items():
        seen = lstm_precisions.seen[name]
        assert_pair(seen, expected, f"from {name}")
        for array in seen:
            assert array.dtype == np.float32, f"{name} gave {array.dtype.name}, not float32"


@check("lstm_cell", points=0.1, hint="Keep the two-dimensional shapes for one example, one feature or one unit too.")
def test_lstm_small_sizes(lstm_at_edges):
    for name in ("one of each", "batch of one", "one unit", "as many features as units"):
        assert_pair(lstm_at_edges.seen[name], lstm_at_edges.expected[name], f"({name})")


@check("lstm_cell", points=0.1, hint="Large sums saturate the gates and nothing else: no overflow, no NaN.")
def test_lstm_saturates(lstm_at_edges):
    assert_pair(lstm_at_edges.seen["large"], lstm_at_edges.expected["large"], "with large weights", atol=1e-2)


@check(
    "lstm_cell",
    points=0.1,
    hint="The call by the names x, h, c, kernel, recurrent, bias works, and leaves the caller's arrays as they were.",
)
def test_lstm_leaves_arguments_alone(lstm_keywords, lstm_cases):
    assert_pair(lstm_keywords.seen["result"], lstm_keywords.expected["result"], "called by keywords")
    for before, after in zip(lstm_cases["whole"], lstm_keywords.seen["arguments"], strict=True):
        assert np.array_equal(before, after), "an array that was passed in has changed"


@check(
    "lstm_cell", points=0.15, hint="Stay with differentiable TensorFlow operations from the arguments to the results."
)
def test_lstm_gradients(lstm_gradients):
    for name in ("whole", "zero"):
        for argument, seen, expected in zip(
            ("x", "h", "c", "kernel", "recurrent", "bias"),
            lstm_gradients.seen[name],
            lstm_gradients.expected[name],
            strict=True,
        ):
            where = " at zero" if name == "zero" else ""
            assert_close(seen, expected, what=f"the gradient{where} for {argument}")


@check("lstm_cell", points=0.1, hint="Inside tf.function there are no values yet: no .numpy(), no NumPy.")
def test_lstm_in_a_graph(lstm_graph):
    assert_pair(lstm_graph.seen["result"], lstm_graph.expected["result"], "inside tf.function")


@check(
    "lstm_cell", points=0.05, hint="Write the formulas out: the fused op that does a whole step is not the exercise."
)
def test_lstm_by_hand(lstm_graph):
    assert not [name for name in lstm_graph.seen["ops"] if name.startswith(FUSED)], "a ready-made LSTM op runs"


# The GRU cell


@observe
def gru_steps(learner, gru_cases):
    import tensorflow as tf

    found = {}
    for name, arguments in gru_cases.items():
        h = learner.gru_cell(*map(tf.constant, arguments))
        found[name] = {"h": h, "tensor": bool(tf.is_tensor(h))}
    return found


@observe
def gru_at_edges(learner, gru_edges):
    import tensorflow as tf

    return {name: learner.gru_cell(*map(tf.constant, arguments)) for name, arguments in gru_edges.items()}


@observe
def gru_precisions(learner, gru_cases):
    import tensorflow as tf

    arguments = gru_cases["whole"]
    return {
        "numpy arrays": learner.gru_cell(*arguments),
        "nested lists": learner.gru_cell(*[array.tolist() for array in arguments]),
        "float64": learner.gru_cell(*[tf.constant(array, tf.float64) for array in arguments]),
        "float16": learner.gru_cell(*[tf.constant(array.astype("float16")) for array in arguments]),
    }


@observe
def gru_keywords(learner, gru_cases):
    arguments = [array.copy() for array in gru_cases["whole"]]
    names = ("x", "h", "kernel", "recurrent", "bias")
    return {"result": learner.gru_cell(**dict(zip(names, arguments, strict=True))), "arguments": arguments}


@observe
def gru_gradients(learner, gru_cases, cell_weights):
    import tensorflow as tf

    found = {}
    for name in ("whole", "zero"):
        arguments = [tf.constant(array) for array in gru_cases["whole"]]
        if name == "zero":  # the kernels stay
            arguments = [value if place in (2, 3) else tf.zeros_like(value) for place, value in enumerate(arguments)]
        with tf.GradientTape() as tape:
            tape.watch(arguments)
            loss = tf.reduce_sum(learner.gru_cell(*arguments) * cell_weights[0])
        found[name] = tape.gradient(loss, arguments)
    return found


@observe
def gru_traced(learner, gru_cases):
    import tensorflow as tf

    learner.gru_cell(*gru_cases["whole"])  # a stub says so outside of a trace
    specs = [tf.TensorSpec(array.shape, array.dtype) for array in gru_cases["whole"]]
    return {"graph": export(learner.gru_cell, *specs)}


@evaluate
def gru_graph(gru_traced, gru_cases):
    return {"result": gru_traced["graph"](*gru_cases["whole"]), "ops": gru_traced["graph"].op_types()}


@check("gru_cell", points=0.4, hint="Compute z, r and the candidate, then blend the old state and the candidate.")
def test_gru_whole_step(gru_steps):
    assert_close(gru_steps.seen["whole"]["h"], gru_steps.expected["whole"]["h"], what="the new state")


@check("gru_cell", points=0.35, hint="Which of the two does an update gate of 1 keep, the old state or the candidate?")
def test_gru_update_gate(gru_steps):
    assert_close(
        gru_steps.seen["update"]["h"], gru_steps.expected["update"]["h"], what="the blend of old state and candidate"
    )


@check(
    "gru_cell",
    points=0.4,
    hint="The reset gate acts on the state before the product with the recurrent weights, not after it.",
)
def test_gru_reset_gate(gru_steps):
    assert_close(
        gru_steps.seen["reset"]["h"], gru_steps.expected["reset"]["h"], what="the candidate (update gate closed)"
    )


@check("gru_cell", points=0.1, hint="The result is one float32 tensor of shape (n, units).")
def test_gru_returns_a_tensor(gru_steps):
    for case in gru_steps.seen.values():
        assert case["tensor"], "the new state should be a tensor"
        assert case["h"].dtype == np.float32, f"the new state is {case['h'].dtype.name}, not float32"
        assert case["h"].shape == (5, 3), "the new state should have one row per example and one column per unit"


@check(
    "gru_cell", points=0.15, hint="Cast all five arguments to float32 first: lists and other precisions may come in."
)
def test_gru_takes_lists_and_other_precisions(gru_precisions):
    for name, expected in gru_precisions.expected.items():
        seen = gru_precisions.seen[name]
        assert_close(seen, expected, what=f"the new state from {name}")
        assert seen.dtype == np.float32, f"{name} gave {seen.dtype.name}, not float32"


@check("gru_cell", points=0.1, hint="One example, one feature or one unit: the result keeps its two axes.")
def test_gru_small_sizes(gru_at_edges):
    for name in ("one of each", "batch of one", "one unit", "as many features as units"):
        assert_close(gru_at_edges.seen[name], gru_at_edges.expected[name], what=f"the new state ({name})")


@check("gru_cell", points=0.1, hint="However large the sums, gates stay in [0, 1] and the candidate in [-1, 1].")
def test_gru_saturates(gru_at_edges):
    assert_close(gru_at_edges.seen["large"], gru_at_edges.expected["large"], atol=1e-2, what="the state, large weights")


@check(
    "gru_cell",
    points=0.1,
    hint="The call by the names x, h, kernel, recurrent, bias works, and the caller's arrays keep their values.",
)
def test_gru_leaves_arguments_alone(gru_keywords, gru_cases):
    assert_close(gru_keywords.seen["result"], gru_keywords.expected["result"], what="the state, called by keywords")
    for before, after in zip(gru_cases["whole"], gru_keywords.seen["arguments"], strict=True):
        assert np.array_equal(before, after), "an array that was passed in has changed"


@check(
    "gru_cell",
    points=0.15,
    hint="All the way from the arguments to the new state, use operations that TensorFlow can differentiate.",
)
def test_gru_gradients(gru_gradients):
    for name in ("whole", "zero"):
        for argument, seen, expected in zip(
            ("x", "h", "kernel", "recurrent", "bias"),
            gru_gradients.seen[name],
            gru_gradients.expected[name],
            strict=True,
        ):
            where = " at zero" if name == "zero" else ""
            assert_close(seen, expected, what=f"the gradient{where} for {argument}")


@check("gru_cell", points=0.1, hint="The step must be traceable by tf.function: tensors in, tensors out.")
def test_gru_in_a_graph(gru_graph):
    assert_close(gru_graph.seen["result"], gru_graph.expected["result"], what="the state inside tf.function")


@check("gru_cell", points=0.05, hint="Write the four formulas out instead of calling one fused op.")
def test_gru_by_hand(gru_graph):
    assert not [name for name in gru_graph.seen["ops"] if name.startswith(FUSED)], "a ready-made GRU op runs"


# Parameter counts


@pytest.fixture(scope="module")
def layer_sizes(run_seed: int) -> list[tuple[int, int]]:
    draw = generator(run_seed, "layer sizes")
    drawn = [(int(n_in), int(units)) for n_in, units in draw.integers(2, 200, size=(4, 2))]
    return [(1, 1), (32, 32), (7, 1), (1, 9), *drawn]


@observe
def lstm_counts(learner, layer_sizes):
    return [learner.lstm_params(n_in, units) for n_in, units in layer_sizes] + [learner.lstm_params(n_in=5, units=2)]


@observe
def gru_counts(learner, layer_sizes):
    return {
        "default": [learner.gru_params(n_in, units) for n_in, units in layer_sizes],
        "after": [learner.gru_params(n_in, units, reset_after=True) for n_in, units in layer_sizes],
        "before": [learner.gru_params(n_in=n_in, units=units, reset_after=False) for n_in, units in layer_sizes],
        "positional": [learner.gru_params(n_in, units, False) for n_in, units in layer_sizes],
    }


def assert_counts(seen: Any, expected: list[int], what: str) -> None:
    assert isinstance(seen, list), f"{what} should be numbers"
    for one, other in zip(seen, expected, strict=True):
        is_number = isinstance(one, int | float | np.ndarray) and np.shape(one) == () and not isinstance(one, bool)
        assert is_number and np.asarray(one).dtype.kind in "iuf", f"{what}: a count should be one number"
        assert float(one) == other, f"{what}: wrong for some sizes"


@check(
    "lstm_params",
    points=0.5,
    hint="Four gates, each with weights for the input, weights for the last output, and one bias per unit.",
)
def test_counts_lstm(lstm_counts):
    assert_counts(lstm_counts.seen, lstm_counts.expected, "lstm_params")


@check(
    "gru_params",
    points=0.4,
    hint="Three gates. With reset_after, the input and the recurrent product have a bias each.",
)
def test_counts_gru_with_reset_after(gru_counts):
    assert_counts(gru_counts.seen["after"], gru_counts.expected["after"], "gru_params with reset_after")


@check("gru_params", points=0.3, hint="Without reset_after a gate has one bias, as in the paper.")
def test_counts_gru_with_reset_before(gru_counts):
    assert_counts(gru_counts.seen["before"], gru_counts.expected["before"], "gru_params without reset_after")
    assert_counts(gru_counts.seen["positional"], gru_counts.expected["positional"], "gru_params(n_in, units, False)")


@check("gru_params", points=0.15, hint="What does Keras do when reset_after is not mentioned?")
def test_counts_gru_by_default(gru_counts):
    assert_counts(gru_counts.seen["default"], gru_counts.expected["default"], "gru_params without a third argument")


@check("lstm_params", points=0.15, hint="Counts are integers: mind divisions and floats.")
def test_counts_are_integers(lstm_counts, gru_counts):
    for count in [*lstm_counts.seen, *(count for counts in gru_counts.seen.values() for count in counts)]:
        assert is_int(count), "a count is not an integer"


# Texts as ids


def words_of(text: str) -> list[str]:
    """Keras' rule, for the texts below."""
    return text.lower().translate(str.maketrans("", "", string.punctuation)).split()


@pytest.fixture(scope="module")
def text_cases(run_seed: int) -> dict[str, dict[str, Any]]:
    """name -> arguments of `encode_texts`; no case depends on the order of equally frequent words."""
    draw = generator(run_seed, "texts")
    letters = np.array(list(string.ascii_lowercase))
    made = ("".join(draw.choice(letters, size=draw.integers(4, 9))) for _ in range(1000))
    words = list(dict.fromkeys(made))[:60]

    # The most frequent word sits in one text only, the second most frequent in two, …
    ranked = [" ".join([words[0]] * 14), " ".join([words[1]] * 12), f"{words[1]} {words[2]}"]
    rest = [word for rank, word in enumerate(words[2:12], start=2) for _ in range(14 - rank - (rank == 2))]
    shuffled = [str(word) for word in draw.permutation(rest)]
    ranked += [" ".join(shuffled[start : start + 5]) for start in range(0, len(shuffled), 5)]

    inside = [f"{word[:2]}{sign}{word[2:]}" for word, sign in zip(words, string.punctuation, strict=False)]
    alone = [f" {sign} " for sign in string.punctuation]
    a, b, c, d, e = words[40:45]
    cases: dict[str, tuple[list[str], int, int]] = {
        "ranked": (ranked, 100, 16),
        "capped": (ranked, 7, 16),
        "case": ([f"{a} {a.upper()} {a.capitalize()}", f"{b.upper()} {a[:2]}{a[2:].upper()}"], 20, 4),
        "signs": ([" ".join(inside), "".join(alone) + words[0], f"{a}<br />{b} <i>{c}</i>"], 100, 40),
        "common": ([f"The film is a joy, and it is not {a}", f"{b} of an {a} to be in: I was the one who did"], 40, 12),
        "others": ([f"caf\u00e9 {a}\u2014{b} 3d \u7535\u5f71\uff0c\u597d", f"x 7 caf\u00e9 {a}\u2014{b} 3d", f"caf\u00e9 {a}\u2014{b}", "caf\u00e9 stra\u00dfe"], 20, 4),
        "spaces": ([f"  {a}\t{b}\n{a}   {a} \r\n {b}  ", f"\n{a}"], 20, 8),
        "short": ([f"{a} {b}", a, "", "   ", "?! ...", f"{a} {b} {a} {c}"], 20, 7),
        "long": ([f"{a} {b} {c} {a} {d} {a}", f"{b} {a} {e} {b}", f"{c} {a} {b}"], 20, 3),
        "late": ([f"{a} {b} {a} {c} {c} {c} {c}", f"{a} {b} {c} {d} {d} {d} {d} {d} {d} {d}"], 4, 2),
        "one": ([f"{a} {b} {a}", a], 20, 1),
    }  # fmt: skip
    return {
        name: {"texts": texts, "vocabulary_size": size, "length": length}
        for name, (texts, size, length) in cases.items()
    }


@observe
def encoded(learner, text_cases):
    return {name: attempt(learner.encode_texts, **case) for name, case in text_cases.items()}


@observe
def encoded_containers(learner, text_cases):
    import numpy

    case = text_cases["ranked"]
    given = list(case["texts"])
    found = {
        "a tuple": learner.encode_texts(tuple(given), case["vocabulary_size"], case["length"]),
        "a NumPy array": learner.encode_texts(numpy.array(given), case["vocabulary_size"], case["length"]),
        "a list": learner.encode_texts(given, case["vocabulary_size"], case["length"]),
    }
    loud = list(text_cases["case"]["texts"])
    learner.encode_texts(loud, 20, 4)
    return {"found": found, "given": given, "given in capitals": loud}


def ids_and_vocabulary(seen: Any, what: str) -> tuple[np.ndarray, list[str]]:
    """The two results, as far as they can be judged."""
    value = seen
    if isinstance(seen, dict):
        assert "raised" not in seen, f"{what}: encode_texts raised {seen.get('raised')}: {seen.get('message')}"
        value = seen["value"]
    assert isinstance(value, list | tuple) and len(value) == 2, (
        f"{what}: the result should be the pair (ids, vocabulary)"
    )
    ids, vocabulary = value
    assert isinstance(vocabulary, list | tuple), f"{what}: the vocabulary should be a list"
    assert all(type(word) is str for word in vocabulary), f"{what}: the vocabulary should hold strings"
    return np.asarray(ids) if isinstance(ids, list) else ids, list(vocabulary)


def assert_ids(seen: Any, case: dict[str, Any], what: str) -> None:
    """The ids are those of the words in the vocabulary that came with them."""
    ids, vocabulary = ids_and_vocabulary(seen, what)
    number = {word: place for place, word in enumerate(vocabulary)}
    expected = np.zeros((len(case["texts"]), case["length"]), dtype=int)
    for row, text in zip(expected, case["texts"], strict=True):
        found = [number.get(word, 1) for word in words_of(text)[: case["length"]]]
        row[: len(found)] = found
    assert_close(ids, expected, atol=0.0, rtol=0.0, what=f"the ids ({what})")


def assert_words(seen: Any, case: dict[str, Any], what: str) -> None:
    """The vocabulary holds the words of the texts and no others."""
    _, vocabulary = ids_and_vocabulary(seen, what)
    expected = {word for text in case["texts"] for word in words_of(text)}
    assert len(vocabulary) == len(set(vocabulary)), f"{what}: a word stands twice in the vocabulary"
    found = set(vocabulary) - {"", "[UNK]"}
    assert found <= expected, f"{what}: the vocabulary holds what is no word of the texts"
    assert found >= expected, f"{what}: a word of the texts is missing in the vocabulary"


@check(
    "encode_texts",
    points=0.2,
    hint="A list of str whose first two places are taken: by the empty string for padding and by '[UNK]'.",
)
def test_vocabulary_starts_with_two_special_entries(encoded):
    for name in ("ranked", "capped"):
        value = encoded.seen[name].get("value")
        _, vocabulary = ids_and_vocabulary(encoded.seen[name], "a vocabulary")
        assert isinstance(value[1], list), "the vocabulary should be a list"
        assert vocabulary[:2] == ["", "[UNK]"], "the vocabulary does not start with the two special entries"
        assert not {"", "[UNK]"} & set(vocabulary[2:]), "a special entry stands in the vocabulary twice"


@check(
    "encode_texts", points=0.2, hint="Count every occurrence of a word over all texts; the largest count comes first."
)
def test_most_frequent_words_first(encoded):
    _, seen = ids_and_vocabulary(encoded.seen["ranked"], "a vocabulary")
    _, expected = ids_and_vocabulary(encoded.expected["ranked"], "a vocabulary")
    kept = [word for word in seen if word not in ("", "[UNK]")]
    assert kept[: len(expected) - 2] == expected[2:], "the words are not ordered by how often they occur"


@check(
    "encode_texts",
    points=0.2,
    hint="How long may the vocabulary be, with its two special entries? And how long is it when there are fewer words?",
)
def test_vocabulary_size(encoded, text_cases):
    for name in ("ranked", "capped"):
        _, seen = ids_and_vocabulary(encoded.seen[name], "a vocabulary")
        _, expected = ids_and_vocabulary(encoded.expected[name], "a vocabulary")
        assert len(seen) <= text_cases[name]["vocabulary_size"], "the vocabulary is longer than vocabulary_size"
        assert len(seen) >= len(expected), "words are missing in the vocabulary though there is room"
        assert len(seen) == len(expected), "the vocabulary has more entries than the texts have words"


@check(
    "encode_texts", points=0.15, hint="A word that did not make it into the vocabulary is 1; 0 is for padding alone."
)
def test_other_words_are_unknown(encoded, text_cases):
    ids, _ = ids_and_vocabulary(encoded.seen["capped"], "texts with rare words")
    assert_ids(encoded.seen["capped"], text_cases["capped"], "texts with rare words")
    assert (np.asarray(ids) == 1).any(), "no word is unknown"


@check(
    "encode_texts",
    points=0.1,
    hint="The number of a word is its place in the returned vocabulary, special entries counted.",
)
def test_ids_are_places_in_the_vocabulary(encoded, text_cases):
    assert_ids(encoded.seen["ranked"], text_cases["ranked"], "texts of known words")


@check("encode_texts", points=0.1, hint="Film, FILM and film are one word.")
def test_lower_case(encoded, text_cases):
    assert_words(encoded.seen["case"], text_cases["case"], "capital letters")
    assert_ids(encoded.seen["case"], text_cases["case"], "capital letters")


@check("encode_texts", points=0.05, hint="Every word counts, however short and however common.")
def test_no_word_is_left_out(encoded, text_cases):
    assert_words(encoded.seen["common"], text_cases["common"], "common words")
    assert_ids(encoded.seen["common"], text_cases["common"], "common words")


@check(
    "encode_texts",
    points=0.2,
    hint="All 32 ASCII signs are deleted, the apostrophe, the hyphen and the underscore too, and nothing takes their place.",
)
def test_punctuation_is_deleted(encoded, text_cases):
    assert_words(encoded.seen["signs"], text_cases["signs"], "signs in and between words")
    assert_ids(encoded.seen["signs"], text_cases["signs"], "signs in and between words")


@check(
    "encode_texts", points=0.1, hint="Letters with accents, Chinese, digits and signs beyond ASCII are part of words."
)
def test_other_characters_stay(encoded, text_cases):
    assert_words(encoded.seen["others"], text_cases["others"], "characters beyond ASCII")
    assert_ids(encoded.seen["others"], text_cases["others"], "characters beyond ASCII")


@check("encode_texts", points=0.1, hint="Words end at any whitespace: tabs, line breaks, several spaces in a row.")
def test_splits_at_any_whitespace(encoded, text_cases):
    assert_words(encoded.seen["spaces"], text_cases["spaces"], "tabs and line breaks")
    assert_ids(encoded.seen["spaces"], text_cases["spaces"], "tabs and line breaks")


@check(
    "encode_texts", points=0.15, hint="Zeros fill up the end of a short row; a text without words is a row of zeros."
)
def test_pads_at_the_end(encoded, text_cases):
    assert_ids(encoded.seen["short"], text_cases["short"], "short and empty texts")


@check("encode_texts", points=0.15, hint="Of a text that is too long, the first `length` words stay.")
def test_cuts_off_the_end(encoded, text_cases):
    assert_ids(encoded.seen["long"], text_cases["long"], "long texts")
    assert_ids(encoded.seen["one"], text_cases["one"], "length 1")


@check("encode_texts", points=0.1, hint="Count the words before you cut the texts.")
def test_counts_whole_texts(encoded, text_cases):
    _, seen = ids_and_vocabulary(encoded.seen["late"], "a vocabulary")
    _, expected = ids_and_vocabulary(encoded.expected["late"], "a vocabulary")
    special = {"", "[UNK]"}
    words = {word for text in text_cases["late"]["texts"] for word in words_of(text)}
    assert set(seen) - special <= words, "the vocabulary holds what is no word of the texts"
    assert set(seen) >= set(expected) - special, "words that occur late in long texts are not counted"
    assert set(seen) == set(expected), "the vocabulary holds other entries than '', '[UNK]' and the most frequent words"


@check("encode_texts", points=0.1, hint="One row per text, `length` columns, int32 or int64.")
def test_ids_are_integers_of_that_shape(encoded, text_cases):
    for name, case in text_cases.items():
        ids, _ = ids_and_vocabulary(encoded.seen[name], "a list of texts")
        assert isinstance(ids, np.ndarray), "the ids should be one array or tensor"
        assert ids.dtype in (np.int32, np.int64), f"the ids are {ids.dtype.name}, not int32 or int64"
        assert ids.shape == (len(case["texts"]), case["length"]), (
            "the ids should have one row per text and `length` columns"
        )


@check("encode_texts", points=0.1, hint="Texts may come as a list, a tuple or an array, and stay as they are.")
def test_takes_any_sequence_of_texts(encoded_containers, text_cases):
    for name, seen in encoded_containers.seen["found"].items():
        assert_ids(seen, text_cases["ranked"], f"texts in {name}")
    assert encoded_containers.seen["given"] == text_cases["ranked"]["texts"], "the list of texts has changed"
    assert encoded_containers.seen["given in capitals"] == text_cases["case"]["texts"], "the list of texts has changed"


# Classifiers


@pytest.fixture(scope="module")
def sizes(run_seed: int) -> dict[str, int]:
    """Sizes that give every weight another shape."""
    draw = generator(run_seed, "sizes")
    return {"vocabulary_size": int(draw.integers(40, 60)), "embedding": int(draw.integers(5, 8)), "units": 3}


@pytest.fixture(scope="module")
def reviews(run_seed: int, sizes: dict[str, int]) -> dict[str, np.ndarray]:
    """Word ids of six reviews of 1 to 9 words, padded to 9 and to 14."""
    draw = generator(run_seed, "reviews")
    ids = draw.integers(1, sizes["vocabulary_size"], size=(6, 9)).astype("int32")
    ids[0, 0], ids[1, 0] = sizes["vocabulary_size"] - 1, 1
    for row, length in zip(ids, (9, 4, 1, 7, 2, 5), strict=True):
        row[length:] = 0
    return {"ids": ids, "padded": np.pad(ids, ((0, 0), (0, 5)))}


@pytest.fixture(scope="module")
def secret_weights(run_seed: int, sizes: dict[str, int]) -> dict[str, dict[str, np.ndarray]]:
    """Values for every weight, by its shape: drawn, so that nothing depends on how the learner starts them."""
    draw = generator(run_seed, "weights")
    vocabulary, embedding, units = sizes.values()
    found = {}
    for kind, gates, bias in (("lstm", 4, (4 * units,)), ("gru", 3, (2, 3 * units))):
        shapes = [(vocabulary, embedding), (embedding, gates * units), (units, gates * units), bias, (units, 1), (1,)]
        found[kind] = {str(shape): draw.normal(size=shape).astype("float32") for shape in shapes}
    return found


def small_model(model: Any) -> dict[str, Any]:
    import tensorflow as tf

    built = bool(model.built)  # model.build() may leave the weights of a subclassed model to its first call
    return {"built": built, "model": export(model, tf.TensorSpec((None, None), tf.int32))}


def called(model: Any) -> dict[str, Any]:
    """Calls on short reviews, and whether Keras would have taken cuDNN's fused kernel for them on a GPU.

    It asks for a GPU when an LSTM or GRU meets all else that the kernel demands, and only then.
    """
    import importlib

    import tensorflow as tf

    rnn = importlib.import_module("keras.src.backend.tensorflow.rnn")
    is_there, asked = rnn._is_gpu_available, []
    rnn._is_gpu_available = lambda: asked.append(True) or is_there()
    try:
        lengths = [attempt(model, tf.ones((2, length), tf.int32)) for length in (1, 3)]
    finally:
        rnn._is_gpu_available = is_there
    return {"lengths": lengths, "fused": bool(asked)}


def weight_shapes(model: Any) -> list[str]:
    """The sizes of a model's weights, which some make in the first call."""
    import tensorflow as tf

    model(tf.ones((2, 3), tf.int32))
    return sorted(str(list(weight.shape)) for weight in model.weights)


def judged(model: Any, reviews: dict[str, np.ndarray], values: dict[str, np.ndarray]) -> dict[str, Any]:
    """What a small classifier is and gives with the secret weights."""
    known = model.with_weights(lambda _, row: values.get(str(row["shape"]), row["value"]))
    return {
        "shapes": sorted(str(row["shape"]) for row in model.weights if row["used"] and row["tracked"]),
        "params": model.count_params(),
        "trainable": model.trainable_params(),
        "probabilities": known(reviews["ids"]),
        "padded": known(reviews["padded"]),
        "gpu_problems": model.gpu_problems(),
        "devices": model.pinned_devices(),
    }


def by_default(build: Any) -> dict[str, Any]:
    """A classifier of the default sizes, and the weights of two of which one size is given."""
    import tensorflow as tf

    model = export(build(2000), tf.TensorSpec((None, None), tf.int32))
    return {"model": model, "narrow": [weight_shapes(build(50, **{name: 8})) for name in ("embedding", "units")]}


@observe
def lstm_default(learner):
    return by_default(learner.lstm_classifier)


@evaluate
def lstm_default_params(lstm_default):
    return lstm_default["model"].count_params()


@observe
def lstm_called(learner, sizes):
    return called(learner.lstm_classifier(**sizes))


@observe
def lstm_small(learner, sizes):
    return small_model(learner.lstm_classifier(*sizes.values()))


@evaluate
def lstm_judged(lstm_small, reviews, secret_weights):
    return judged(lstm_small["model"], reviews, secret_weights["lstm"])


@observe
def gru_default(learner):
    return by_default(learner.gru_classifier)


@evaluate
def gru_default_params(gru_default):
    return gru_default["model"].count_params()


@observe
def gru_called(learner, sizes):
    return called(learner.gru_classifier(**sizes))


@observe
def gru_small(learner, sizes):
    return small_model(learner.gru_classifier(*sizes.values()))


@evaluate
def gru_judged(gru_small, reviews, secret_weights):
    return judged(gru_small["model"], reviews, secret_weights["gru"])


def assert_sizes(judged: Any, default: Any) -> None:
    assert judged.seen["shapes"] == judged.expected["shapes"], "the weights have other shapes"
    assert default.seen["narrow"] == default.expected["narrow"], (
        "the weights have other shapes with embedding=8 or units=8 alone"
    )


def assert_probabilities(seen: dict[str, Any], expected: dict[str, Any]) -> None:
    found = seen["probabilities"]
    assert isinstance(found, np.ndarray) and found.dtype == np.float32, "the model should give one float32 tensor"
    assert found.shape == (6, 1), (
        f"six reviews gave an output of shape {found.shape}: one probability each is asked for"
    )
    assert ((found >= 0) & (found <= 1)).all(), "the outputs are no probabilities"
    assert_close(found, expected["probabilities"], what="the probabilities (with weights of ours)")


def assert_padding_does_not_matter(seen: dict[str, Any]) -> None:
    assert np.ptp(seen["probabilities"]) > 1e-4, "the output is the same for every review"
    assert_close(
        seen["padded"],
        seen["probabilities"],
        atol=1e-6,
        rtol=1e-5,
        what="the output for the same reviews, padded further,",
    )


@check(
    "lstm_classifier",
    points=0.25,
    hint="One row of the embedding per id (2,000 of them), one LSTM, one output: nothing more and nothing less.",
)
def test_lstm_classifier_parameters(lstm_default_params):
    assert lstm_default_params.seen == lstm_default_params.expected, "another number of parameters at 2,000 words"


@check("lstm_classifier", points=0.1, hint="Use all three arguments: vocabulary_size, embedding and units.")
def test_lstm_classifier_sizes(lstm_judged, lstm_default):
    assert_sizes(lstm_judged, lstm_default)


@check(
    "lstm_classifier",
    points=0.3,
    hint="The Dense layer gets the LSTM's last output and ends in a sigmoid: one probability per review.",
)
def test_lstm_classifier_probabilities(lstm_judged):
    assert_probabilities(lstm_judged.seen, lstm_judged.expected)


@check("lstm_classifier", points=0.25, hint="Does the LSTM know which ids are padding? The embedding can tell it.")
def test_lstm_classifier_skips_padding(lstm_judged):
    assert_padding_does_not_matter(lstm_judged.seen)


@check(
    "lstm_classifier",
    points=0.25,
    hint="Look up in keras.layers.LSTM what its cuDNN kernel demands; the defaults meet it.",
)
def test_lstm_classifier_runs_on_cudnn(lstm_called):
    assert lstm_called.seen["fused"] is True, "on a GPU, Keras would not take the cuDNN kernel for this model"


@check(
    "lstm_classifier",
    points=0.1,
    hint="Return the model built, for any length, every weight trainable, bound to no device.",
)
def test_lstm_classifier_is_ready_to_train(lstm_small, lstm_called, lstm_judged):
    assert_ready(lstm_small.seen, lstm_called.seen, lstm_judged.seen)


@check("gru_classifier", points=0.25, hint="The same chain with a GRU, in Keras' default form with two biases.")
def test_gru_classifier_parameters(gru_default_params):
    assert gru_default_params.seen == gru_default_params.expected, "another number of parameters at 2,000 words"


@check(
    "gru_classifier", points=0.1, hint="The GRU's model has three arguments as well: vocabulary_size, embedding, units."
)
def test_gru_classifier_sizes(gru_judged, gru_default):
    assert_sizes(gru_judged, gru_default)


@check(
    "gru_classifier", points=0.3, hint="From the GRU's last state to one probability per review, by one sigmoid unit."
)
def test_gru_classifier_probabilities(gru_judged):
    assert_probabilities(gru_judged.seen, gru_judged.expected)


@check(
    "gru_classifier",
    points=0.25,
    hint="Zeros at the end of a review must not reach the GRU: mask them where the vectors come from.",
)
def test_gru_classifier_skips_padding(gru_judged):
    assert_padding_does_not_matter(gru_judged.seen)


@check(
    "gru_classifier",
    points=0.25,
    hint="keras.layers.GRU lists what its cuDNN kernel demands, the place of the reset gate among them.",
)
def test_gru_classifier_runs_on_cudnn(gru_called):
    assert gru_called.seen["fused"] is True, "on a GPU, Keras would not take the cuDNN kernel for this model"


@check(
    "gru_classifier",
    points=0.1,
    hint="A model that comes back built, takes any length, trains all its weights, and runs on any device.",
)
def test_gru_classifier_is_ready_to_train(gru_small, gru_called, gru_judged):
    assert_ready(gru_small.seen, gru_called.seen, gru_judged.seen)


def assert_ready(small: dict[str, Any], called: dict[str, Any], model: dict[str, Any]) -> None:
    assert small["built"], "the model is not built yet when it is returned"
    for answer in called["lengths"]:
        assert np.shape(value_of(answer, "the model, on shorter reviews,")) == (2, 1), "reviews may be of any length"
    assert model["trainable"] == model["params"], "some weights do not train"
    assert not model["devices"], "the model is bound to a device"
    assert not model["gpu_problems"], "the model uses an op that has no GPU kernel"
