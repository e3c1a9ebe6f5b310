"""Helpers that observations call inside the worker: models, graphs, kernels, traces, calls that may raise."""

from __future__ import annotations

from autograder.probes.calls import attempt
from autograder.probes.graphs import (
    count_traces,
    gpu_problems,
    graph_def_nodes,
    graph_def_ops,
    has_gpu_kernel,
    pinned_devices,
    trace,
    traced_gpu_problems,
    traced_ops,
    under_xla,
)
from autograder.probes.models import count_params, cudnn_eligible, shared_weights

__all__ = [
    "attempt",
    "count_params",
    "count_traces",
    "cudnn_eligible",
    "gpu_problems",
    "graph_def_nodes",
    "graph_def_ops",
    "has_gpu_kernel",
    "pinned_devices",
    "shared_weights",
    "trace",
    "traced_gpu_problems",
    "traced_ops",
    "under_xla",
]
