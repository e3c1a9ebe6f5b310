"""Every way to replace a library function is noticed; using the libraries is not."""

from __future__ import annotations

import json
import math
import types
from collections.abc import Iterator

import pytest

from autograder import comparing, integrity


@pytest.fixture(scope="module")
def before() -> integrity.Snapshot:
    return integrity.snapshot()


@pytest.fixture(autouse=True)
def _clean(before: integrity.Snapshot) -> Iterator[None]:
    assert integrity.changed(before) == []
    yield
    assert integrity.changed(before) == []


def test_a_replaced_module_function_is_noticed(before: integrity.Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(comparing, "assert_close", lambda *arguments, **options: None)
        assert integrity.changed(before) == ["autograder.comparing.assert_close"]


def test_a_replaced_builtin_is_noticed(before: integrity.Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(math, "sqrt", lambda value: 2.0)
        assert "math.sqrt" in integrity.changed(before)
    with monkeypatch.context() as patch:
        patch.setattr("builtins.len", lambda value: 3)
        assert "builtins.len" in integrity.changed(before)


def test_a_replaced_method_is_noticed(before: integrity.Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(json.JSONEncoder, "encode", lambda self, value: "{}")
        assert "json.encoder.JSONEncoder.encode" in integrity.changed(before)


def test_a_method_that_hides_an_inherited_one_is_noticed(before: integrity.Snapshot) -> None:
    json.JSONEncoder.__repr__ = lambda self: "encoder"  # type: ignore[method-assign]
    try:
        assert integrity.changed(before) == ["json.encoder.JSONEncoder.__repr__"]
    finally:
        del json.JSONEncoder.__repr__


def test_code_replaced_in_place_is_noticed(before: integrity.Snapshot) -> None:
    kept = comparing.assert_close.__code__

    def anything(seen: object, expected: object, *, atol: float = 0, rtol: float = 0, what: str = "") -> None:
        return None

    comparing.assert_close.__code__ = anything.__code__
    try:
        assert integrity.changed(before) == ["autograder.comparing.assert_close"]
    finally:
        comparing.assert_close.__code__ = kept


def test_new_names_and_new_modules_are_harmless(before: integrity.Snapshot) -> None:
    vars(comparing)["a_lazy_attribute"] = 3
    vars(comparing)["a_lazy_function"] = lambda: 3
    types.ModuleType("keras.new").__dict__["value"] = 3
    assert integrity.changed(before) == []
    del vars(comparing)["a_lazy_attribute"]
    del vars(comparing)["a_lazy_function"]
