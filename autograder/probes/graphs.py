"""What a traced graph tells: its op types, kernels for GPUs, pinned devices, traces, XLA."""

from __future__ import annotations

import contextlib
import linecache
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any


def graph_def_nodes(definition: Any) -> list[Any]:
    """The nodes of a GraphDef, then those of its function library."""
    return [*definition.node, *(node for function in definition.library.function for node in function.node_def)]


def graph_def_ops(definition: Any) -> list[str]:
    """Sorted distinct op types of a GraphDef and of its function library."""
    return sorted({str(node.op) for node in graph_def_nodes(definition)})


def pinned_devices(definition: Any) -> list[str]:
    """Devices that nodes of a GraphDef ask for: portable code asks for none."""
    return sorted({str(node.device) for node in graph_def_nodes(definition) if node.device})


@cache
def ops_with_gpu_kernels() -> frozenset[str]:
    """The op types for which TensorFlow registers a kernel for GPUs (the CPU build lists them too)."""
    from tensorflow.python.framework import kernels

    found = kernels.get_all_registered_kernels().kernel
    return frozenset(kernel.op for kernel in found if kernel.device_type in ("GPU", "DEFAULT"))


def has_gpu_kernel(op_type: str) -> bool:
    """Whether a GPU can run this op; a call of a function in the library can be, whose own ops are looked at."""
    from tensorflow.python.framework import op_def_registry

    return op_type in ops_with_gpu_kernels() or op_def_registry.get(op_type) is None


def gpu_problems(op_types: list[str]) -> list[str]:
    """Those of the op types that have no GPU kernel."""
    return [name for name in op_types if not has_gpu_kernel(name)]


def traced_ops(function: Callable[..., Any], *specs: Any, autograph: bool = True) -> list[str]:
    """Sorted distinct op types of a Python function (or tf.function) traced on tensors like `specs`."""
    return graph_def_ops(_graph(function, specs, autograph).as_graph_def())


def traced_gpu_problems(function: Callable[..., Any], *specs: Any) -> dict[str, list[str]]:
    """`ops` without a GPU kernel and `devices` pinned in the traced graph of a function."""
    definition = _graph(function, specs, True).as_graph_def()
    return {"ops": gpu_problems(graph_def_ops(definition)), "devices": pinned_devices(definition)}


def count_traces(function: Callable[..., Any], calls: list[tuple[Any, ...]], **options: Any) -> int:
    """How many traces `tf.function(function)` makes over a list of argument tuples."""
    import tensorflow as tf

    traced = tf.function(function, **options)
    for arguments in calls:
        traced(*arguments)
    return int(traced.experimental_get_tracing_count())


def under_xla(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of a function compiled by XLA; raises what XLA raises."""
    import tensorflow as tf

    return tf.function(function, jit_compile=True)(*arguments)


def trace(function: Callable[..., Any], signature: list[Any], *, autograph: bool = True, **options: Any) -> Any:
    """The concrete function of a callable on positional tensors like `signature`, with `options` as keywords.

    A Python function is traced as it stands, and converted by AutoGraph only where it needs that: to convert it costs
    more than all the rest.
    """
    import keras
    import tensorflow as tf

    def concrete(called: Callable[..., Any]) -> Any:
        return tf.function(lambda *args: called(*args, **options), autograph=False).get_concrete_function(*signature)

    if isinstance(function, keras.layers.Layer):
        try:
            return concrete(function)
        except ValueError as error:
            if _NO_SCOPE not in str(error):
                raise
        with _names_of_scopes(function):
            return concrete(function)
    converts = autograph and not hasattr(function, _TRACED)
    if converts and _CATCHES.search(_submitted()):
        return concrete(tf.function(function))
    try:
        return concrete(function)
    except Exception:
        if not converts:
            raise
    return concrete(tf.function(function))


@contextlib.contextmanager
def _names_of_scopes(layer: Any) -> Iterator[None]:
    """Give layers whose names no graph takes (卷积, or outermost `_net`, after a class `_Net`) others while it is made."""
    inner = layer._flatten_layers(include_self=False)
    unfit = [] if _OUTER_SCOPE.fullmatch(str(layer.name)) else [layer]
    unfit += [each for each in inner if not _SCOPE.fullmatch(str(each.name))]
    names = [each.name for each in unfit]
    try:
        for number, each in enumerate(unfit):
            each.name = f"layer.{number}"
        yield
    finally:
        for each, name in zip(unfit, names, strict=True):
            each.name = name


_NO_SCOPE = "scope name has to match"
_OUTER_SCOPE = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*")
_SCOPE = re.compile(r"[A-Za-z0-9_.\\/>-]+")
_TRACED = "get_concrete_function"
_CATCHES = re.compile(r"\b(except|suppress)\b")
"""Code that may swallow the error by which a function says that it needs AutoGraph."""


def _submitted() -> str:
    """The text of the cells that were run here."""
    cells = [entry for name, entry in linecache.cache.items() if name.startswith("<") and len(entry) == 4]
    return "".join("".join(entry[2]) for entry in cells)


def _graph(function: Callable[..., Any], specs: tuple[Any, ...], autograph: bool) -> Any:
    import tensorflow as tf

    signature = [
        spec
        if isinstance(spec, tf.TensorSpec)
        else tf.TensorSpec(tf.convert_to_tensor(spec).shape, tf.convert_to_tensor(spec).dtype)
        for spec in specs
    ]
    return trace(function, signature, autograph=autograph).graph
