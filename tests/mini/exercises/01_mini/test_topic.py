"""Public checks of the small topic."""

from course.public import expect_close, part


@part("total")
def test_adds_up(learner):
    """total adds up and doubles"""
    expect_close(learner.total([1.0, 2.0]), 6.0, call="total([1, 2])")
