"""Turns what an observation returns into plain data, inside the worker: tensors become arrays, nothing else survives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.wire import DTYPES, MAX_DEPTH, Foreign, dtype_name


def to_plain(value: Any, depth: int = 0) -> Any:
    """None, bool, int, float, str, bytes, list, tuple, dict and arrays; anything else becomes `Foreign`."""
    kind = type(value)
    if value is None or kind in (bool, int, float, str, bytes, Foreign):
        return value
    if depth > MAX_DEPTH:
        return Foreign("nested too deep")
    if isinstance(value, np.generic):
        return str(value) if isinstance(value, np.str_) else _array(np.asarray(value))
    if isinstance(value, np.ndarray):
        return _array(np.asarray(value))
    if isinstance(value, int | float | str | bytes):
        return _bare(value)
    if isinstance(value, Mapping):
        return {to_plain(key, depth + 1): to_plain(part, depth + 1) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(to_plain(part, depth + 1) for part in tuple.__iter__(value))
    if isinstance(value, list):
        return [to_plain(part, depth + 1) for part in list.__iter__(value)]
    return _of_tensorflow(value)


def _bare(value: int | float | str | bytes) -> Any:
    """What an object of a subclass (an Enum's member, say) is by value, whatever its class makes of it."""
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    return str.__str__(value) if isinstance(value, str) else b"".join((value,))


def _array(array: np.ndarray[Any, Any]) -> Any:
    if dtype_name(array.dtype) in DTYPES:
        return np.array(array)
    if array.dtype.kind in "OSU":
        return _strings(array.tolist())
    return Foreign(f"array of {array.dtype.name}")


def _strings(item: Any) -> Any:
    if isinstance(item, list):
        return [_strings(part) for part in item]
    if isinstance(item, bytes):
        return item.decode("utf-8", "replace")
    return item if type(item) is str else Foreign(type(item).__name__)


def _of_tensorflow(value: Any) -> Any:
    import tensorflow as tf

    if isinstance(value, tf.TensorShape):
        return tuple(value.as_list()) if value.rank is not None else None
    if isinstance(value, tf.DType):
        return value.name
    if isinstance(value, tf.RaggedTensor):
        return to_plain(value.to_list())
    if isinstance(value, tf.IndexedSlices):
        return _array(tf.convert_to_tensor(value).numpy())
    if isinstance(value, tf.Tensor | tf.Variable):
        return _eager(value)
    import keras

    if isinstance(value, keras.Variable):
        return _eager(value.value)
    return Foreign(f"{type(value).__module__}.{type(value).__qualname__}")


def _eager(tensor: Any) -> Any:
    if not hasattr(tensor, "numpy"):
        return Foreign("symbolic tensor")
    found = tensor.numpy()
    return to_plain(found if isinstance(found, np.ndarray | np.generic) else np.asarray(found))
