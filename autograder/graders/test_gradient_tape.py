"""Hidden checks of topic 09: gradients, second derivatives, Jacobians, stopped gradients, descent, gradient checking."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_finite,
    assert_shape,
    attempt,
    check,
    generator,
    observe,
    value_of,
)


def places_of_slope(draw, factors):
    """Places on both sides of 0 where no slope of `bowl` is small beside the others: differences in float32 lose it."""
    while True:
        places = draw.uniform(0.5, 1.5, 4) * [1, -1, -1, 1]
        slopes = np.abs(factors * np.cos(places) + places)
        if slopes.min() > 0.05 * slopes.max():
            return places.astype("float32")


@pytest.fixture(scope="module")
def numbers(run_seed):
    """Places to differentiate at, and coefficients."""
    draw = generator(run_seed, "numbers")
    factors = draw.uniform(0.5, 2.0, 4).astype("float32")
    scalar, vector = float(draw.uniform(0.5, 1.5)), draw.normal(size=4).astype("float32")
    matrix = draw.normal(size=(2, 3)).astype("float32")
    return {
        "scalar": scalar,
        "vector": vector,
        "matrix": matrix,
        "positive matrix": np.abs(matrix) + 0.5,
        "integers": draw.integers(2, 7, 3).astype("int32"),
        "factors": factors,
        "mixing": draw.normal(size=(3, 4)).astype("float32"),
        "prediction": draw.normal(size=(3, 2)).astype("float32"),
        "target": draw.normal(size=(3, 2)).astype("float32"),
        "signed": places_of_slope(draw, factors),
    }


def bowl(factors):
    """A scalar function of tensors of any shape whose gradient differs from entry to entry; float32 throughout."""
    import tensorflow as tf

    def function(x):
        weights = tf.reshape(tf.constant(factors)[: tf.size(x)], tf.shape(x)) if len(x.shape) == 1 else factors[0]
        return tf.reduce_sum(weights * tf.sin(x) + 0.5 * x * x)

    return function


def counted(function, calls, name):
    """The function, noting each call in the list `calls`."""

    def noting(x):
        calls.append(name)
        return function(x)

    return noting


def sharing():
    """Two scalar functions with a common square, which whichever is called first works out for both."""
    import tensorflow as tf

    found = []

    def square(x):
        if not tf.executing_eagerly():  # what belongs to one graph cannot be used in another
            return x * x
        if not found:
            found.append(x * x)
        return found[0]

    return lambda x: tf.reduce_sum(square(x)), lambda x: tf.reduce_sum(x * square(x))


# gradient


@observe
def gradients(learner, numbers):
    """Gradients by constants of several ranks and by variables."""
    import tensorflow as tf

    function = bowl(numbers["factors"])
    frozen = tf.Variable(numbers["vector"], trainable=False)
    variable = tf.Variable(numbers["vector"])
    places = [numbers["scalar"], numbers["vector"], numbers["matrix"], numbers["matrix"][:, :1]]
    return {
        "constants": [learner.gradient(function, tf.constant(place)) for place in places],
        "steep": learner.gradient(lambda x: 1000.0 * tf.reduce_sum(x), tf.constant(numbers["vector"])),
        "variable": learner.gradient(function, variable),
        "frozen": learner.gradient(function, frozen),
        "afterwards": [variable, frozen],
    }


@observe
def gradients_of_others(learner, numbers):
    """Gradients by what is no float32 tensor: integers, Python numbers, lists, arrays, float64, float16."""
    import tensorflow as tf

    function = bowl(numbers["factors"])
    integers, vector = numbers["integers"], numbers["vector"]
    return {
        "integers": [
            learner.gradient(function, tf.constant(integers)),
            learner.gradient(function, tf.Variable(integers, dtype=tf.int64)),
            learner.gradient(function, integers.tolist()),
            learner.gradient(function, int(integers[0])),
            learner.gradient(function, tf.constant(integers, tf.uint8)),
            learner.gradient(function, integers.astype("int16")),
        ],
        "floats": [
            learner.gradient(function, vector.astype("float64")),
            learner.gradient(function, tf.constant(vector, tf.float64)),
            learner.gradient(function, vector.tolist()),
            learner.gradient(function, float(vector[0])),
            learner.gradient(function, vector),
        ],
        "half": attempt(learner.gradient, function, tf.constant(vector, tf.float16)),
    }


@observe
def gradients_without_connection(learner, numbers):
    """Gradients of functions that depend on a part of x, or not at all."""
    import tensorflow as tf

    vector = tf.constant(numbers["vector"])
    matrix = tf.Variable(numbers["matrix"])
    return {
        "constant": [
            learner.gradient(lambda x: tf.constant(3.0), vector),
            learner.gradient(lambda x: tf.constant(3.0), matrix),
            learner.gradient(lambda x: tf.constant(3.0), 2),
        ],
        "cut": [
            learner.gradient(lambda x: tf.reduce_sum(tf.stop_gradient(x)), vector),
            learner.gradient(lambda x: tf.reduce_sum(tf.floor(x)), vector),
        ],
        "partly": learner.gradient(lambda x: x[1] ** 2, vector),
    }


@check("gradient", points=0.35, hint="The tape follows what you tell it to: a constant has to be watched.")
def test_gradient_by_a_constant(gradients):
    seen, expected = gradients.seen["constants"], gradients.expected["constants"]
    assert_close(seen, expected, what="the gradient by a constant")
    assert_close(gradients.seen["steep"], gradients.expected["steep"], what="the gradient of a steep function")
    for slope in seen:
        assert_dtype(slope, "float32", what="the gradient by a constant")


@check(
    "gradient",
    points=0.2,
    hint="A variable is followed by itself; ask for the gradient by the thing that was followed.",
)
def test_gradient_by_a_variable(gradients):
    assert_close(gradients.seen["variable"], gradients.expected["variable"], what="the gradient by a variable")
    assert_close(gradients.seen["afterwards"], gradients.expected["afterwards"], what="the variable afterwards")


@check("gradient", points=0.15, hint="Not every variable is followed by itself: some say that they do not train.")
def test_gradient_by_a_variable_that_does_not_train(gradients):
    assert_close(
        gradients.seen["frozen"], gradients.expected["frozen"], what="the gradient by a variable with trainable=False"
    )


@check(
    "gradient", points=0.3, hint="Integers have no derivative: make float32 numbers of them, before the tape watches."
)
def test_gradient_by_integers(gradients_of_others):
    seen, expected = gradients_of_others.seen["integers"], gradients_of_others.expected["integers"]
    assert_close(seen, expected, what="the gradient by integers")
    for slope in seen:
        assert_dtype(slope, "float32", what="the gradient by integers")


@check("gradient", points=0.15, hint="Lists, arrays and other precisions become float32 tensors first.")
def test_gradient_by_lists_and_arrays(gradients_of_others):
    seen, expected = gradients_of_others.seen["floats"], gradients_of_others.expected["floats"]
    assert_close(seen, expected, what="the gradient by a list or an array")
    half = value_of(gradients_of_others.seen["half"], "the gradient by float16 numbers")
    assert_close(half, gradients_of_others.expected["half"]["value"], what="the gradient by float16 numbers")
    for slope in (*seen, half):
        assert_dtype(slope, "float32", what="the gradient by a list, an array or another precision")


@check(
    "gradient", points=0.35, hint="A tape that knows of no connection says None: say zero for it, in the shape of x."
)
def test_gradient_is_zeros_without_connection(gradients_without_connection):
    seen, expected = gradients_without_connection.seen, gradients_without_connection.expected
    for case in ("constant", "cut"):
        for slope in seen[case]:
            assert slope is not None, "the gradient is None where the function does not depend on x"
        assert_close(seen[case], expected[case], what="the gradient of a function that does not depend on x")
    assert_close(seen["partly"], expected["partly"], what="the gradient of a function that depends on one entry of x")


# second_derivative


@observe
def second_derivatives(learner, numbers):
    """Second derivatives of a few elementwise functions, at places of several ranks and kinds."""
    import tensorflow as tf

    return {
        "ranks": [
            learner.second_derivative(lambda x: x**3 + tf.sin(2 * x), tf.constant(numbers[name]))
            for name in ("scalar", "vector", "matrix")
        ],
        "variables": [
            learner.second_derivative(tf.exp, tf.Variable(numbers["vector"])),
            learner.second_derivative(tf.exp, tf.Variable(numbers["vector"], trainable=False)),
        ],
        "others": [
            learner.second_derivative(lambda x: x**4, numbers["integers"]),
            learner.second_derivative(lambda x: x**4, 3),
            learner.second_derivative(lambda x: x * x * tf.constant(2.0), numbers["vector"].astype("float64")),
            learner.second_derivative(tf.tanh, [0.5, -0.5]),
        ],
    }


@observe
def second_derivatives_of_lines(learner, numbers):
    """Second derivatives that are zero: of linear, constant and kinked functions."""
    import tensorflow as tf

    vector = tf.constant(numbers["vector"])
    return {
        "linear": [
            learner.second_derivative(lambda x: 3.0 * x + 1.0, vector),
            learner.second_derivative(lambda x: -x, tf.Variable(numbers["matrix"])),
            learner.second_derivative(lambda x: x, tf.constant(2.0)),
            learner.second_derivative(lambda x: 2 * x, 5),
            learner.second_derivative(tf.nn.relu, vector),
        ],
        "constant": [
            learner.second_derivative(lambda x: tf.ones_like(x), vector),
            learner.second_derivative(lambda x: tf.constant([1.0, 2.0, 3.0, 4.0]), vector),
        ],
    }


@check("second_derivative", points=0.6, hint="The inner tape is asked while the outer one still records.")
def test_second_derivative_is_right(second_derivatives):
    seen, expected = second_derivatives.seen["ranks"], second_derivatives.expected["ranks"]
    assert_close(seen, expected, atol=1e-4, what="the second derivative")
    for bend in seen:
        assert_dtype(bend, "float32", what="the second derivative")


@check("second_derivative", points=0.2, hint="Two tapes, and each follows a variable only if it trains or is watched.")
def test_second_derivative_by_variables(second_derivatives):
    seen, expected = second_derivatives.seen["variables"], second_derivatives.expected["variables"]
    assert_close(seen, expected, atol=1e-4, what="the second derivative by a variable")


@check("second_derivative", points=0.2, hint="Whatever kind of numbers x holds, both tapes need float32.")
def test_second_derivative_by_other_numbers(second_derivatives):
    seen, expected = second_derivatives.seen["others"], second_derivatives.expected["others"]
    assert_close(seen, expected, what="the second derivative by integers, lists or float64")
    for bend in seen:
        assert_dtype(bend, "float32", what="the second derivative")


@check(
    "second_derivative",
    points=0.4,
    hint="The slope of a line is a constant; what does the outer tape say of a constant?",
)
def test_second_derivative_of_a_line_is_zero(second_derivatives_of_lines):
    seen, expected = second_derivatives_of_lines.seen["linear"], second_derivatives_of_lines.expected["linear"]
    for bend in seen:
        assert bend is not None, "the second derivative of a linear function is None"
    assert_close(seen, expected, what="the second derivative of a linear function")


@check("second_derivative", points=0.1, hint="Also the inner tape may find no connection at all.")
def test_second_derivative_of_a_constant_is_zero(second_derivatives_of_lines):
    seen, expected = second_derivatives_of_lines.seen["constant"], second_derivatives_of_lines.expected["constant"]
    assert_close(seen, expected, what="the second derivative of a constant function")


# two_gradients


@observe
def pairs(learner, numbers):
    """Two gradients at once: of several places, with the calls counted, and without connection."""
    import tensorflow as tf

    vector, calls = tf.constant(numbers["vector"]), []
    f, g = bowl(numbers["factors"]), lambda x: tf.reduce_sum(x**3) + 2.0 * tf.reduce_sum(x)
    plain = learner.two_gradients(counted(f, calls, "f"), counted(g, calls, "g"), vector)
    of_variable = learner.two_gradients(f, g, tf.Variable(numbers["matrix"]))
    return {
        "calls": sorted(calls),
        "plain": tuple(plain),
        "others": [
            tuple(of_variable),
            tuple(learner.two_gradients(f, g, numbers["integers"])),
            tuple(learner.two_gradients(g, f, tf.Variable(numbers["vector"], trainable=False))),
            tuple(learner.two_gradients(f, f, float(numbers["scalar"]))),
            tuple(learner.two_gradients(f, g, numbers["vector"].astype("float64"))),
        ],
        "unconnected": [
            attempt(lambda: tuple(learner.two_gradients(f, lambda x: tf.constant(1.0), vector))),
            attempt(lambda: tuple(learner.two_gradients(lambda x: tf.constant(1.0), g, vector))),
        ],
        "shared": attempt(lambda: tuple(learner.two_gradients(*sharing(), vector))),
    }


@check("two_gradients", points=0.35, hint="The gradient of f first, then that of g.")
def test_two_gradients_are_right(pairs):
    assert_close(pairs.seen["plain"], pairs.expected["plain"], what="the two gradients")
    for slope in pairs.seen["plain"]:
        assert_dtype(slope, "float32", what="a gradient")


@check("two_gradients", points=0.2, hint="Variables, numbers, arrays: the same care as for a single gradient.")
def test_two_gradients_take_any_place(pairs):
    assert_close(
        pairs.seen["others"], pairs.expected["others"], what="the two gradients by variables and other numbers"
    )
    for pair in pairs.seen["others"]:
        for slope in pair:
            assert_dtype(slope, "float32", what="a gradient")


@check("two_gradients", points=0.15, hint="One tape that persists saves the second forward pass.")
def test_two_gradients_run_forward_once(pairs):
    times = {name: pairs.seen["calls"].count(name) for name in ("f", "g")}
    assert times == {"f": 1, "g": 1}, f"f was called {times['f']} times and g {times['g']} times"


@check("two_gradients", points=0.1, hint="What f and g have in common is on the tape once, if it is the same tape.")
def test_two_gradients_share_one_tape(pairs):
    seen, expected = pairs.seen["shared"], pairs.expected["shared"]
    assert "value" in seen, f"functions that share a tensor raised {seen.get('raised')}: {seen.get('message')}"
    assert_close(seen["value"], expected["value"], what="the gradients of functions that share a tensor")


@check("two_gradients", points=0.2, hint="One function may depend on x while the other does not.")
def test_two_gradients_are_zeros_without_connection(pairs):
    for seen, expected in zip(pairs.seen["unconnected"], pairs.expected["unconnected"], strict=True):
        assert "value" in seen, f"a function that does not depend on x raised {seen['raised']}: {seen['message']}"
        assert_close(seen["value"], expected["value"], what="the gradients when one function does not depend on x")


# jacobian


@observe
def jacobians(learner, numbers):
    """Jacobians of maps with more, fewer and equally many outputs than inputs."""
    import tensorflow as tf

    mixing, vector = numbers["mixing"], numbers["vector"]

    def mix(x):
        return tf.sin(tf.linalg.matvec(mixing, x)) + x[0] * x[1]

    return {
        "4 to 3": learner.jacobian(mix, tf.constant(vector)),
        "2 to 5": learner.jacobian(
            lambda x: tf.stack([x[0], x[1], x[0] * x[1], x[0] ** 2, 7.0]), tf.Variable(vector[:2])
        ),
        "2 to 2": learner.jacobian(lambda x: tf.stack([x[0] * x[1], x[1]]), tf.constant(numbers["signed"][:2])),
        "3 to 1": learner.jacobian(lambda x: tf.reduce_prod(x, keepdims=True), numbers["integers"]),
        "1 to 2": learner.jacobian(lambda x: tf.concat([x**2, x**3], 0), vector[:1].astype("float64")),
        "frozen": learner.jacobian(lambda x: x[:2] * x[1:], tf.Variable(vector[:3], trainable=False)),
    }


@observe
def unconnected_jacobian(learner, numbers):
    """The Jacobian of what does not depend on x."""
    import tensorflow as tf

    return learner.jacobian(lambda x: tf.constant([1.0, 2.0]), tf.constant(numbers["vector"]))


@check("jacobian", points=0.6, hint="The gradient of a vector is that of its sum: ask for one row per output.")
def test_jacobian_is_right(jacobians):
    assert_close(jacobians.seen["4 to 3"], jacobians.expected["4 to 3"], what="the Jacobian")
    assert_dtype(jacobians.seen["4 to 3"], "float32", what="the Jacobian")


@check(
    "jacobian", points=0.35, hint="(m, n): rows are outputs, columns are inputs; either may be 1, or the larger one."
)
def test_jacobian_has_outputs_by_inputs(jacobians):
    assert_close(jacobians.seen["1 to 2"], jacobians.expected["1 to 2"], what="the Jacobian of a map of 1 number to 2")
    assert_close(
        jacobians.seen["3 to 1"], jacobians.expected["3 to 1"], what="the Jacobian by integers, of a single output"
    )
    assert_close(jacobians.seen["2 to 2"], jacobians.expected["2 to 2"], what="the Jacobian of a map of 2 numbers to 2")
    for case in ("1 to 2", "3 to 1"):
        assert_dtype(jacobians.seen[case], "float32", what="the Jacobian")


@check("jacobian", points=0.25, hint="An output that is a constant has a row of zeros; not every variable is followed.")
def test_jacobian_with_a_constant_output(jacobians):
    seen, expected = jacobians.seen["2 to 5"], jacobians.expected["2 to 5"]
    assert_close(seen, expected, what="the Jacobian by a variable, with a constant among the outputs")
    seen, expected = jacobians.seen["frozen"], jacobians.expected["frozen"]
    assert_close(seen, expected, what="the Jacobian by a variable with trainable=False")


@check("jacobian", points=0.3, hint="No connection at all: still a matrix, of zeros.")
def test_jacobian_is_zeros_without_connection(unconnected_jacobian):
    assert unconnected_jacobian.seen is not None, "the Jacobian is None where the function does not depend on x"
    assert_close(unconnected_jacobian.seen, unconnected_jacobian.expected, what="the Jacobian of a constant function")


# frozen_target_loss


@observe
def frozen(learner, numbers):
    """The loss, and its gradients (of three times the loss, too) to prediction and target, and to a common origin."""
    import tensorflow as tf

    prediction, target = tf.Variable(numbers["prediction"]), tf.Variable(numbers["target"])
    with tf.GradientTape(persistent=True) as tape:
        loss = learner.frozen_target_loss(prediction, target)
        larger = 3.0 * loss
    slopes = tape.gradient(loss, [prediction, target], unconnected_gradients="zero")
    origin = tf.Variable(numbers["vector"])
    with tf.GradientTape() as shared_tape:
        shared = learner.frozen_target_loss(origin * 2.0, tf.sin(origin) + 1.0)
    return {
        "loss": loss,
        "to prediction": slopes[0],
        "to target": slopes[1],
        "of a larger loss": tape.gradient(larger, prediction, unconnected_gradients="zero"),
        "to origin": shared_tape.gradient(shared, origin, unconnected_gradients="zero"),
    }


@observe
def frozen_others(learner, numbers):
    """The loss of arrays, lists, single numbers and tensors of another precision."""
    import tensorflow as tf

    return [
        learner.frozen_target_loss(numbers["prediction"].astype("float64"), numbers["target"].tolist()),
        learner.frozen_target_loss(tf.constant(numbers["vector"]), tf.constant(numbers["vector"], tf.float64)),
        learner.frozen_target_loss(tf.constant(numbers["vector"], tf.float64), numbers["vector"] + 1.0),
        learner.frozen_target_loss(tf.constant(20.0), tf.constant(-10.0)),
    ]


@check("frozen_target_loss", points=0.35, hint="The mean over all entries of the squared differences: one number.")
def test_frozen_loss_is_the_mean_squared_error(frozen, frozen_others):
    assert_close(frozen.seen["loss"], frozen.expected["loss"], what="the loss")
    assert_close(frozen_others.seen, frozen_others.expected, what="the loss of arrays and single numbers")
    for loss in (frozen.seen["loss"], *frozen_others.seen):
        assert_dtype(loss, "float32", what="the loss")


@check(
    "frozen_target_loss",
    points=0.3,
    hint="The prediction still has to learn: what you stop must not be the prediction.",
)
def test_frozen_loss_teaches_the_prediction(frozen):
    for name, what in (("to prediction", "the gradient"), ("of a larger loss", "the gradient of three times the loss")):
        assert_close(frozen.seen[name], frozen.expected[name], what=f"{what} to the prediction")


@check(
    "frozen_target_loss", points=0.35, hint="To the tape the target should look like a constant, wherever it came from."
)
def test_frozen_loss_leaves_the_target_alone(frozen):
    assert_close(frozen.seen["to target"], frozen.expected["to target"], what="the gradient to the target")
    seen, expected = frozen.seen["to origin"], frozen.expected["to origin"]
    assert_close(seen, expected, what="the gradient to what both prediction and target were computed from")


# gradient_descent


def walk_of(result):
    """What a descent returned, its losses as one array where they are a list of numbers."""
    import tensorflow as tf

    x, losses = result
    if isinstance(losses, list | tuple):
        losses = np.array([float(loss) for loss in losses], "float32")
    return {"x": tf.convert_to_tensor(x), "losses": losses}


@observe
def descents(learner, numbers):
    """Walks from several starts, one of them climbing a steep valley's walls, and the starts afterwards."""
    import tensorflow as tf

    function = bowl(numbers["factors"])
    variable, array = tf.Variable(numbers["vector"]), numbers["vector"].copy()
    several = [
        learner.gradient_descent(function, tf.constant(numbers["vector"]), 0.1, 7),
        learner.gradient_descent(function, tf.constant(numbers["matrix"]), 0.3, 4),
        learner.gradient_descent(function, float(numbers["scalar"]), 0.05, 1),
        learner.gradient_descent(lambda x: 200.0 * tf.reduce_sum(x * x), tf.constant(numbers["signed"]), 0.006, 4),
    ]
    return {
        "several": [walk_of(result) for result in several],
        "starts": {
            "variable": walk_of(learner.gradient_descent(function, variable, 0.1, 3)),
            "array": walk_of(learner.gradient_descent(function, array, 0.1, 3)),
        },
        "afterwards": [variable, array],
        "others": [
            walk_of(learner.gradient_descent(function, numbers["integers"], 0.1, np.int64(2))),
            walk_of(learner.gradient_descent(function, numbers["vector"].astype("float64"), 0.1, 2)),
            walk_of(learner.gradient_descent(function, tf.Variable(numbers["vector"], trainable=False), 0.1, 2)),
        ],
    }


@observe
def short_descents(learner, numbers):
    """Walks without a step and on flat ground."""
    import tensorflow as tf

    function, vector = bowl(numbers["factors"]), tf.constant(numbers["vector"])
    return {
        "none": walk_of(learner.gradient_descent(function, vector, 0.1, 0)),
        "flat": attempt(lambda: walk_of(learner.gradient_descent(lambda x: tf.constant(2.5), vector, 0.1, 3))),
    }


@check("gradient_descent", points=0.45, hint="Against the gradient, times the learning rate, as many times as asked.")
def test_descent_ends_at_the_right_place(descents):
    seen, expected = descents.seen["several"], descents.expected["several"]
    for one, other in zip(seen, expected, strict=True):
        assert_close(one["x"], other["x"], what="the place where the walk ends")
        assert_dtype(one["x"], "float32", what="the place where the walk ends")


@check(
    "gradient_descent",
    points=0.4,
    hint="Note the value first and step afterwards: the first value belongs to the start.",
)
def test_descent_notes_the_loss_before_each_step(descents):
    for one, other in zip(descents.seen["several"], descents.expected["several"], strict=True):
        assert_close(one["losses"], other["losses"], what="the losses")


@check(
    "gradient_descent", points=0.3, hint="The start belongs to the caller: walk with a tensor or a copy of your own."
)
def test_descent_leaves_its_start_alone(descents):
    assert_close(descents.seen["afterwards"], descents.expected["afterwards"], what="the start after the walk")
    assert_close(descents.seen["starts"], descents.expected["starts"], what="the walk from a variable or an array")


@check("gradient_descent", points=0.15, hint="Starts of integers or of another precision walk in float32.")
def test_descent_starts_anywhere(descents):
    assert_close(descents.seen["others"], descents.expected["others"], what="the walk from other kinds of numbers")
    for walk in descents.seen["others"]:
        assert_dtype(walk["x"], "float32", what="the place where the walk ends")


@check("gradient_descent", points=0.1, hint="Zero steps: where does the walk end, and how many losses are there?")
def test_descent_of_no_steps(short_descents):
    seen, expected = short_descents.seen["none"], short_descents.expected["none"]
    assert_close(seen["x"], expected["x"], what="the end of a walk of 0 steps")
    assert_shape(seen["losses"], (0,), what="the losses of a walk of 0 steps")


@check("gradient_descent", points=0.1, hint="On flat ground the gradient is zero, and the walk stands still.")
def test_descent_on_flat_ground(short_descents):
    seen, expected = short_descents.seen["flat"], short_descents.expected["flat"]
    assert "value" in seen, f"on flat ground the walk raised {seen.get('raised')}: {seen.get('message')}"
    assert_close(seen["value"], expected["value"], what="the walk on flat ground")


# gradient_check


def tampered(factors):
    """x², elementwise, whose gradient is multiplied by `factors`."""
    import tensorflow as tf

    @tf.custom_gradient
    def square(x):
        return x * x, lambda upstream: upstream * 2.0 * x * tf.cast(factors, tf.float32)

    return lambda x: tf.reduce_sum(square(x))


@observe
def agreeing(learner, numbers):
    """The check on right gradients, at places of several ranks and kinds."""
    import tensorflow as tf

    function = bowl(numbers["factors"])
    variable, array = tf.Variable(numbers["signed"]), numbers["signed"].copy()
    matrix = numbers["positive matrix"]
    steep = tf.constant([30.0, 0.0, 0.0, -20.0])
    block = tf.constant(np.abs(numbers["mixing"]).reshape(2, 3, 2) + 0.5)
    return {
        "ranks": [
            learner.gradient_check(function, tf.constant(place))
            for place in (numbers["scalar"], numbers["signed"], matrix)
        ],
        "three axes": attempt(learner.gradient_check, lambda x: tf.reduce_sum(x * x), block),
        "others": [
            learner.gradient_check(function, variable),
            learner.gradient_check(function, array),
            learner.gradient_check(function, numbers["integers"].tolist()[:2]),
            learner.gradient_check(function, numbers["signed"].astype("float64")),
            learner.gradient_check(function, tf.Variable(matrix, trainable=False)),
        ],
        "afterwards": [variable, array],
        "steep": learner.gradient_check(
            lambda x: tf.reduce_sum(steep * x + 0.003 * tf.sin(x)), tf.constant(numbers["signed"])
        ),
        "wide": learner.gradient_check(lambda x: tf.reduce_sum(x * x), tf.constant([0.1, -0.2, 0.3]), eps=0.1),
    }


@observe
def disagreeing(learner, numbers):
    """The check on gradients that were tampered with."""
    import tensorflow as tf

    place, matrix = tf.constant(numbers["signed"]), tf.constant(numbers["positive matrix"])
    one_of_many = np.ones((2, 3), "float32")
    one_of_many[1, 2] = 0.5
    block = tf.constant(np.abs(numbers["mixing"]).reshape(2, 3, 2) + 0.5)
    one_of_block = np.ones((2, 3, 2), "float32")
    one_of_block[0, 2, 1] = 0.5
    mirrored = tf.constant([1.0, 1.0, -1.0, 1.0])
    return {
        "sign": learner.gradient_check(tampered(-1.0), place),
        "double": learner.gradient_check(tampered(2.0), place),
        "half": learner.gradient_check(tampered(0.5), place),
        "entry": learner.gradient_check(tampered(mirrored), place),
        "entry of a matrix": learner.gradient_check(tampered(one_of_many), matrix),
        "entry of three axes": attempt(learner.gradient_check, tampered(one_of_block), block),
        "variable": learner.gradient_check(tampered(mirrored), tf.Variable(numbers["signed"])),
        "lost": learner.gradient_check(lambda x: tf.reduce_sum(tf.stop_gradient(x) ** 2), place),
        "unfelt": learner.gradient_check(lambda x: x[0] + tf.reduce_sum(x[1:] - tf.stop_gradient(x[1:])), place),
    }


@observe
def measured(learner, numbers):
    """The check where its value tells how it was computed."""
    import tensorflow as tf

    def lossy(slope):
        """A function whose gradient forgets its small second entry."""

        @tf.custom_gradient
        def products(x):
            return x * tf.constant([slope, 0.1]), lambda upstream: upstream * tf.constant([slope, 0.0])

        return lambda x: tf.reduce_sum(products(x))

    return {
        "floor": learner.gradient_check(lossy(100.0), tf.constant([0.01, 0.02])),
        "floor, of a falling function": learner.gradient_check(lossy(-100.0), tf.constant([0.01, 0.02])),
        "cubes": learner.gradient_check(lambda x: tf.reduce_sum(x**3), tf.constant([0.0, 1.0]), eps=0.1),
        "cube": learner.gradient_check(lambda x: tf.reduce_sum(x**3), tf.constant([1.0]), 0.5),
        "wave": learner.gradient_check(lambda x: tf.reduce_sum(tf.sin(x)), tf.constant([6.0, -6.5]), eps=1.0),
    }


@observe
def nothing_to_check(learner, numbers):
    """The check where all derivatives are zero."""
    import tensorflow as tf

    vector = tf.constant(numbers["vector"])
    return [
        attempt(learner.gradient_check, lambda x: tf.constant(4.0), vector),
        attempt(learner.gradient_check, lambda x: 0.0 * tf.reduce_sum(x), tf.constant(numbers["matrix"])),
        attempt(learner.gradient_check, lambda x: x[0] * 0.5, tf.constant([1.0, 2.0])),
    ]


def number(value, what):
    """A single finite number as a float."""
    assert_shape(value, (), what=what)
    assert_finite(value, what=what)
    return float(value)


@check(
    "gradient_check", points=0.4, hint="A right gradient and the central difference agree to a few digits, at any rank."
)
def test_gradient_check_trusts_right_gradients(agreeing):
    block = value_of(agreeing.seen["three axes"], "gradient_check at a tensor of three axes")
    for value in (*agreeing.seen["ranks"], block, *agreeing.seen["others"]):
        found = number(value, "the error of a right gradient")
        assert 0 <= found < 0.02, "the error of a right gradient is not below 0.02"
    assert_close(agreeing.seen["afterwards"], agreeing.expected["afterwards"], what="x after the check")


@check("gradient_check", points=0.2, hint="Beside a large entry, a tiny one is only known as well as float32 rounds.")
def test_gradient_check_forgives_rounding(agreeing):
    found = number(agreeing.seen["steep"], "the error of a right gradient")
    assert found < 0.02, "a right gradient with large and tiny entries is not trusted"


@check(
    "gradient_check",
    points=0.25,
    hint="Central differences step to both sides: on a parabola they are exact, however wide.",
)
def test_gradient_check_steps_to_both_sides(agreeing):
    found = number(agreeing.seen["wide"], "the error of a right gradient")
    assert found < 0.02, "the gradient of a parabola is not trusted with eps=0.1"


@check(
    "gradient_check", points=0.5, hint="The largest error counts: neither the mean, nor one direction for all entries."
)
def test_gradient_check_finds_wrong_gradients(disagreeing):
    for case in ("sign", "entry", "entry of a matrix", "variable", "half", "double"):
        found = number(disagreeing.seen[case], "the error of a wrong gradient")
        assert found > 0.2, "a gradient that was tampered with is trusted"
        assert abs(found - float(disagreeing.expected[case])) < 0.03, (
            "the error of a wrong gradient is not by the formula"
        )
    block = value_of(disagreeing.seen["entry of three axes"], "gradient_check at a tensor of three axes")
    found = number(block, "the error of a gradient that is wrong in one entry of three axes")
    assert 0.47 < found < 0.53, "a gradient that is wrong in one entry of three axes is not told by the formula"


@check(
    "gradient_check", points=0.2, hint="Where the tape says None and the function does change, the gradient is wrong."
)
def test_gradient_check_finds_lost_gradients(disagreeing):
    found = number(disagreeing.seen["lost"], "the error of a lost gradient")
    assert abs(found - float(disagreeing.expected["lost"])) < 0.03, "a gradient that got lost is not told"
    found = number(disagreeing.seen["unfelt"], "the error of a wrong gradient")
    assert found > 0.2, "a gradient where there should be none is trusted"


@check(
    "gradient_check",
    points=0.25,
    hint="Read the formula to the letter: 1 % of the largest entry, and eps to each side.",
)
def test_gradient_check_follows_the_formula(measured):
    for case, expected in measured.expected.items():
        found = number(measured.seen[case], "the error")
        assert abs(found - float(expected)) <= 0.02 * max(1.0, float(expected)), "the error is not that of the formula"


@check("gradient_check", points=0.2, hint="Zero against zero is agreement: mind what is divided by what.")
def test_gradient_check_of_zeros(nothing_to_check):
    for seen in nothing_to_check.seen[:2]:
        assert "value" in seen, f"a function with zero derivatives raised {seen.get('raised')}: {seen.get('message')}"
        assert number(seen["value"], "the error where both are zero") == 0, "the error is not 0 where both are zero"
    seen = nothing_to_check.seen[2]
    assert "value" in seen, f"a function of one entry raised {seen.get('raised')}: {seen.get('message')}"
    assert number(seen["value"], "the error where one entry does not count") < 0.02, "a zero entry is taken for wrong"
