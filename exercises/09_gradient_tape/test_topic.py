"""Public checks of topic 09. Run `pytest exercises/09_gradient_tape` or `course check gradient_tape`."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from course.public import expect, expect_close, part, picture

HINTS = {
    "gradient": [
        "Three lines: open a tape, call fn inside it, ask the tape. What does the tape follow by itself?",
        "First make a float32 tensor of x; then, inside the block, tell the tape to watch that very tensor.",
        "For zeros instead of None, look at the argument `unconnected_gradients` of `tape.gradient`.",
    ],
    "second_derivative": [
        "Two `with` blocks, one inside the other. Where must the first derivative be computed for the outer tape to see it?",
        "Ask the inner tape while the outer one is still open. Both watch x, and both may find no connection.",
    ],
    "two_gradients": [
        "`tf.GradientTape(persistent=True)` answers more than one question.",
        "Call f and g inside the same block, once each, and keep both results.",
    ],
    "jacobian": [
        "tape.gradient of a vector is the gradient of its sum. Which method of the tape gives the matrix?",
        "It knows `unconnected_gradients`, too.",
    ],
    "frozen_target_loss": [
        "One function of TensorFlow keeps the value and stops the gradient.",
        "Stop the gradient of the target, before it meets the prediction.",
    ],
    "gradient_descent": [
        "In each step: compute fn under a tape, note the value, then move x against the gradient.",
        "If start is a variable, leave it alone: compute with a tensor made from it.",
    ],
    "gradient_check": [
        "One entry at a time: shift it up, call fn, shift it down, call fn. The other entries stay where they are.",
        "Work on a flat copy of x, and give fn the shape that it expects.",
        "First the sizes max(|g|, |d|), then at least 1 % of the largest size. Where that is 0, so is the error.",
    ],
}


def squares(x):
    return tf.reduce_sum(x**2)


@part("gradient")
def test_gradient_of_a_constant_and_a_variable(learner):
    """gradient differentiates by a constant and by a variable"""
    expect_close(learner.gradient(squares, tf.constant([1.0, -3.0])), [2.0, -6.0], call="gradient(Σ x², [1., -3.])")
    variable = tf.Variable([1.0, -3.0])
    expect_close(learner.gradient(squares, variable), [2.0, -6.0], call="gradient(Σ x², tf.Variable([1., -3.]))")


@part("gradient")
def test_gradient_takes_integers(learner):
    """gradient casts integers to float32"""
    expect_close(learner.gradient(lambda x: x * x, 3), 6.0, call="gradient(x², 3)")
    expect_close(learner.gradient(squares, tf.constant([1, 2])), [2.0, 4.0], call="gradient(Σ x², tf.constant([1, 2]))")


@part("gradient")
def test_gradient_is_never_none(learner):
    """gradient gives zeros, not None, where there is no connection"""
    got = learner.gradient(lambda x: tf.constant(5.0), tf.constant([1.0, 2.0]))
    call = "gradient(fn that always returns 5, [1., 2.])"
    expect(got is not None, "There is no None: the derivative of a constant is zero", call=call)
    expect_close(got, [0.0, 0.0], call=call)


@part("second_derivative")
def test_second_derivative_of_a_cube(learner):
    """second_derivative differentiates twice, entry by entry"""
    line = np.linspace(-2, 2, 41, dtype="float32")
    got = learner.second_derivative(lambda x: x**3, tf.constant(line))
    picture(got=got, expected=6 * line, kind="curve")
    expect_close(got, 6 * line, call="second_derivative(x³, 41 points from -2 to 2)", atol=1e-4)


@part("second_derivative")
def test_second_derivative_of_a_line(learner):
    """second_derivative of a linear function is zero"""
    got = learner.second_derivative(lambda x: 3 * x + 1, tf.constant([1.0, 2.0]))
    call = "second_derivative(3x + 1, [1., 2.])"
    expect(got is not None, "There is no None: a straight line does not bend", call=call)
    expect_close(got, [0.0, 0.0], call=call)


@part("two_gradients")
def test_two_gradients_gives_both(learner):
    """two_gradients gives the gradients of both functions"""
    got = learner.two_gradients(squares, lambda x: x[0] * x[1], tf.constant([2.0, 5.0]))
    expect_close(got, ([4.0, 10.0], [5.0, 2.0]), call="two_gradients(Σ x², x₀ · x₁, [2., 5.])")


@part("two_gradients")
def test_two_gradients_calls_once(learner):
    """two_gradients calls each function once"""
    calls = []

    def f(x):
        calls.append("f")
        return x**2

    def g(x):
        calls.append("g")
        return x**3

    learner.two_gradients(f, g, tf.constant(2.0))
    call = "two_gradients(f, g, 2.)"
    expect(sorted(calls) == ["f", "g"], "Each function runs forward once", call=call, got=calls, expected=["f", "g"])


@part("jacobian")
def test_jacobian_has_a_row_per_output(learner):
    """jacobian has one row per output and one column per input"""
    got = learner.jacobian(lambda x: tf.stack([x[0] * x[1], x[1] * x[2]]), tf.constant([1.0, 2.0, 3.0]))
    expect_close(got, [[2.0, 1.0, 0.0], [0.0, 3.0, 2.0]], call="jacobian([x₀x₁, x₁x₂], [1., 2., 3.])")


@part("jacobian")
def test_jacobian_of_constants(learner):
    """jacobian of what does not depend on x is a matrix of zeros"""
    got = learner.jacobian(lambda x: tf.constant([1.0, 2.0]), tf.constant([1.0, 2.0, 3.0]))
    call = "jacobian(fn that always returns [1, 2], [1., 2., 3.])"
    expect(got is not None, "There is no None: these derivatives are zero", call=call)
    expect_close(got, np.zeros((2, 3)), call=call)


@part("frozen_target_loss")
def test_frozen_target_loss_is_the_mean_squared_error(learner):
    """frozen_target_loss is the mean squared error"""
    got = learner.frozen_target_loss(tf.constant([1.0, 2.0]), tf.constant([0.0, 4.0]))
    expect_close(got, 2.5, call="frozen_target_loss([1., 2.], [0., 4.])")


@part("frozen_target_loss")
def test_frozen_target_loss_teaches_the_prediction_alone(learner):
    """frozen_target_loss sends its gradient to the prediction alone"""
    prediction, target = tf.Variable([1.0, 2.0]), tf.Variable([0.0, 4.0])
    with tf.GradientTape() as tape:
        loss = learner.frozen_target_loss(prediction, target)
    slopes = tape.gradient(loss, [prediction, target], unconnected_gradients="zero")
    call = "frozen_target_loss([1., 2.], [0., 4.]): the gradient to "
    expect_close(slopes[0], [1.0, -2.0], call=call + "the prediction")
    expect_close(slopes[1], [0.0, 0.0], call=call + "the target")


@part("gradient_descent")
def test_gradient_descent_walks_downhill(learner):
    """gradient_descent makes its steps and notes fn before each of them"""
    # x -> x - 0.25 · 2x halves x in each step
    x, losses = learner.gradient_descent(squares, tf.constant([8.0]), 0.25, 3)
    call = "gradient_descent(Σ x², [8.], 0.25, 3): "
    expect_close(x, [1.0], call=call + "x")
    picture(got=losses, expected=[64.0, 16.0, 4.0], kind="curve")
    expect_close(losses, [64.0, 16.0, 4.0], call=call + "losses")


@part("gradient_descent")
def test_gradient_descent_leaves_the_start_alone(learner):
    """gradient_descent does not change a variable that it starts from"""
    start = tf.Variable([8.0])
    x, _ = learner.gradient_descent(squares, start, 0.25, 2)
    expect_close(start, [8.0], call="gradient_descent(Σ x², start, 0.25, 2): start afterwards")
    expect_close(x, [2.0], call="gradient_descent(Σ x², start, 0.25, 2): x")


@tf.custom_gradient
def half_wrong(x):
    """x², whose gradient is wrong in its first entry."""
    return x**2, lambda upstream: upstream * 2 * x * tf.constant([-1.0, 1.0])


@part("gradient_check")
def test_gradient_check_trusts_a_right_gradient(learner):
    """gradient_check is small when the gradient is right"""
    got = learner.gradient_check(lambda x: tf.reduce_sum(tf.sin(x)), tf.constant([[0.5, 1.0], [2.0, -1.0]]))
    expect(
        float(got) < 0.02, "A right gradient should give less than 0.02", call="gradient_check(Σ sin x, 2 × 2)", got=got
    )


@part("gradient_check")
def test_gradient_check_finds_a_wrong_entry(learner):
    """gradient_check is large when one entry is wrong"""
    got = learner.gradient_check(lambda x: tf.reduce_sum(half_wrong(x)), tf.constant([1.0, 2.0]))
    expect_close(got, 2.0, call="gradient_check(fn whose gradient has a wrong sign in one entry, [1., 2.])", atol=0.02)


@part("gradient_check")
def test_gradient_check_of_a_constant(learner):
    """gradient_check is 0 where both derivatives are zero"""
    got = learner.gradient_check(lambda x: tf.constant(5.0), tf.constant([1.0, 2.0]))
    expect_close(got, 0.0, call="gradient_check(fn that always returns 5, [1., 2.])")
