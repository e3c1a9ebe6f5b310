"""What instructors add: sandboxed grading of untrusted notebooks by hidden checks.

The names here are what graders are written with; none of them imports TensorFlow before it is called.
"""

from __future__ import annotations

from autograder.cleanroom import export
from autograder.comparing import (
    assert_close,
    assert_dtype,
    assert_finite,
    assert_raised,
    assert_shape,
    is_int,
    value_of,
)
from autograder.observing import check, derive_seed, evaluate, generator, lead, observe
from autograder.probes import (
    attempt,
    count_params,
    count_traces,
    cudnn_eligible,
    gpu_problems,
    shared_weights,
    trace,
    traced_gpu_problems,
    traced_ops,
    under_xla,
)
from autograder.ranges import assert_within

__all__ = [
    "assert_close",
    "assert_dtype",
    "assert_finite",
    "assert_raised",
    "assert_shape",
    "assert_within",
    "attempt",
    "check",
    "count_params",
    "count_traces",
    "cudnn_eligible",
    "derive_seed",
    "evaluate",
    "export",
    "generator",
    "gpu_problems",
    "is_int",
    "lead",
    "observe",
    "shared_weights",
    "trace",
    "traced_gpu_problems",
    "traced_ops",
    "under_xla",
    "value_of",
]
