"""Tells whether a submission replaced functions of the libraries that observations rely on.

The snapshot is taken in the fork server; asking is cheap: a dict that was written to has another version tag (PEP 509),
a function whose code was replaced points elsewhere, and both are read from memory without touching what is shared
between processes. Only an owner that changed is compared entry by entry.
"""

from __future__ import annotations

import ctypes
import sys
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

GUARDED = ("keras", "tensorflow", "numpy", "course", "autograder", "builtins", "json", "math", "msgspec", "cloudpickle")
_FUNCTIONS = (
    *(types.FunctionType, types.BuiltinFunctionType, type, classmethod, staticmethod, property),
    *(np.ufunc, type(np.sum)),  # NumPy's own kinds of functions
)
_WORD = ctypes.sizeof(ctypes.c_void_p)
_PROXIED = 2 * _WORD  # where a mappingproxy keeps its dict: after the object's head
_VERSION = 3 * _WORD  # where a dict keeps its version tag: after the head and the number of entries
Addresses = npt.NDArray[np.int64]

# What TensorFlow itself switches when a learner asks for it: tf.experimental.numpy.experimental_enable_numpy_behavior
# gives tensors NumPy's methods, tf.debugging.enable_check_numerics takes another of its own functions.
_TENSOR = "tensorflow.python.framework.tensor.Tensor"
_NUMPY_BEHAVIOR = frozenset(
    f"{_TENSOR}.{name}"
    for name in (
        *("ndim", "__round__", "T", "size", "__pos__", "tolist", "transpose", "flatten", "reshape", "ravel", "clip"),
        *("astype", "max", "mean", "min", "data"),
    )
)
_OF_TENSORFLOW = {"tensorflow.python.eager.execute.execute": "execute_with_callbacks"}


@dataclass(frozen=True)
class Owner:
    """A module or class, its namespace, and the identities of the functions in it."""

    name: str
    space: Mapping[str, Any]
    identities: dict[str, int]

    def changed(self) -> list[str]:
        """Names of functions that are gone, replaced, or added to a class (where they hide inherited ones)."""
        names = [key for key, identity in self.identities.items() if id(self.space.get(key)) != identity]
        if type(self.space) is not dict:
            names += [key for key, value in self.space.items() if key not in self.identities and _is_code(value)]
        return [f"{self.name}.{key}" for key in names if not self._is_offered(key)]

    def _is_offered(self, key: str) -> bool:
        """Whether TensorFlow offers just this change."""
        name = f"{self.name}.{key}"
        other = _OF_TENSORFLOW.get(name)
        if other is not None:
            return id(self.space.get(key)) == self.identities.get(other)
        return name in _NUMPY_BEHAVIOR


@dataclass(frozen=True)
class Snapshot:
    """All owners, the addresses of their version tags, and of the code pointers of their functions."""

    owners: tuple[Owner, ...]
    functions: tuple[types.FunctionType, ...]
    tags_at: Addresses
    tags: Addresses
    codes_at: Addresses
    codes: Addresses


def snapshot() -> Snapshot:
    """Where every function, class and method of the guarded libraries is now."""
    owners: list[Owner] = []
    seen: set[int] = set()
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] not in GUARDED or not isinstance(module, types.ModuleType):
            continue
        space = vars(module)
        if id(space) in seen:
            continue
        seen.add(id(space))
        owners.append(_owner(name, space))
        for cls in list(space.values()):
            if isinstance(cls, type) and id(cls) not in seen and cls.__module__.partition(".")[0] in GUARDED:
                seen.add(id(cls))
                owners.append(_owner(f"{cls.__module__}.{cls.__qualname__}", cls.__dict__))
    functions = tuple(
        {
            id(function): function for owner in owners for value in owner.space.values() for function in _plain(value)
        }.values()
    )
    tags_at = np.array([_dict_of(owner.space) + _VERSION for owner in owners], np.int64)
    offset = _code_offset()
    codes_at = np.array([id(function) + offset for function in functions], np.int64)
    return Snapshot(tuple(owners), functions, tags_at, _read(tags_at), codes_at, _read(codes_at))


def changed(before: Snapshot | None, limit: int = 5) -> list[str]:
    """Names of what is no longer what it was, at most `limit` of them."""
    if before is None:
        return []
    names = [
        name
        for position in np.flatnonzero(_read(before.tags_at) != before.tags)
        for name in before.owners[int(position)].changed()
    ]
    names += [
        f"{function.__module__}.{function.__qualname__}"
        for function in (
            before.functions[int(place)] for place in np.flatnonzero(_read(before.codes_at) != before.codes)
        )
    ]
    return list(dict.fromkeys(names))[:limit]


def _owner(name: str, space: Mapping[str, Any]) -> Owner:
    return Owner(name, space, {key: id(value) for key, value in list(space.items()) if _is_code(value)})


def _is_code(value: Any) -> bool:
    return isinstance(value, _FUNCTIONS)


def _plain(value: Any) -> list[types.FunctionType]:
    """The Python functions that a name, a method or a property stands for."""
    inner = [getattr(value, name, None) for name in ("__func__", "fget", "fset")] if _is_code(value) else []
    return [function for function in (value, *inner) if type(function) is types.FunctionType]


def _dict_of(space: Mapping[str, Any]) -> int:
    """Address of a namespace's dict, that of a class behind its proxy too."""
    if type(space) is dict:
        return id(space)
    return int(_read(np.array([id(space) + _PROXIED], np.int64))[0])


def _code_offset() -> int:
    """Where a function object keeps the pointer to its code: the layout differs between versions of Python."""
    for offset in range(2 * _WORD, 20 * _WORD, _WORD):
        if int(_read(np.array([id(_code_offset) + offset], np.int64))[0]) == id(_code_offset.__code__):
            return offset
    raise RuntimeError("this Python keeps the code of functions in an unknown place")


class _Memory:
    """The process's own memory as one array of words."""

    __array_interface__ = {"data": (_WORD, True), "shape": (1 << 44,), "typestr": "<i8", "version": 3}  # noqa: RUF012


def _read(addresses: Addresses) -> Addresses:
    """The words at `addresses`: reading them moves no reference count, so no shared page is copied."""
    found: Addresses = np.asarray(_Memory())[addresses // _WORD - 1]
    return found
