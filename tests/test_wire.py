"""The wire: plain data survives, everything malformed or oversized is an error and never a hang or a large allocation."""

from __future__ import annotations

import enum
import os
import socket
import time
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.deadlines import Deadline
from autograder.errors import WireError
from autograder.plain import to_plain
from autograder.wire import ARRAY, DTYPES, MAX_BODY, PAIRS, PREFIX, TUPLE, Channel, Foreign, decode, encode

EXAMPLES = int(os.environ.get("AUTOGRADER_FUZZ", "300"))
Ext = msgspec.msgpack.Ext


def through(value: Any) -> Any:
    frame = encode(value)
    header, body = PREFIX.unpack_from(frame)
    start = PREFIX.size + header
    assert len(frame) == start + body
    return decode(frame[PREFIX.size : start], frame[start:])


def same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and one.dtype == other.dtype and np.array_equal(one, other, equal_nan=True)
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return type(other) is dict and one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and (one == other or (one != one and other != other))


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=50)
arrays = hnp.arrays(
    st.sampled_from(sorted(name for name in DTYPES if not name.startswith("complex"))),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
plain = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(plain)
def test_plain_data_comes_back_as_it_went(value: Any) -> None:
    try:
        back = through(value)
    except UnicodeEncodeError:
        pytest.fail("a string could not be encoded")
    assert same(value, back) or "\ufffd" in repr(back) or "?" in repr(back)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=50))
def test_random_bytes_are_data_or_a_wire_error(header: bytes, body: bytes) -> None:
    try:
        decode(header, body)
    except WireError:
        return


@settings(max_examples=EXAMPLES, deadline=None)
@given(plain, st.integers(0, 10_000), st.integers(0, 255))
def test_a_flipped_byte_is_data_or_a_wire_error(value: Any, position: int, byte: int) -> None:
    frame = bytearray(encode(value))
    frame[PREFIX.size + position % (len(frame) - PREFIX.size)] = byte
    header, _ = PREFIX.unpack_from(frame)
    start = PREFIX.size + header
    try:
        decode(bytes(frame[PREFIX.size : start]), bytes(frame[start:]))
    except WireError:
        return


def array_frame(name: Any, shape: Any, offset: Any, body: bytes = b"\0" * 64) -> Any:
    return decode(msgspec.msgpack.encode(Ext(ARRAY, msgspec.msgpack.encode([name, shape, offset]))), body)


@pytest.mark.parametrize(
    ("name", "shape", "offset"),
    [
        ("float32", [2**40, 0], 0),
        ("float32", [0, 2**30, 2**30], 0),
        ("float32", [17], 0),
        ("float32", [-1], 0),
        ("float32", [1] * 17, 0),
        ("float32", [4], 60),
        ("float32", [4], -4),
        ("float32", [True], 0),
        ("float32", [2.0], 0),
        ("object", [1], 0),
        ("V100000000", [1], 0),
        ("str", [1], 0),
        ("bytes", [2, 2], 0),
        (3, [1], 0),
        ("float32", "4", 0),
        ("float32", [4], None),
    ],
)
def test_impossible_arrays_are_refused(name: Any, shape: Any, offset: Any) -> None:
    with pytest.raises(WireError):
        array_frame(name, shape, offset)


def test_a_truth_value_is_zero_or_one() -> None:
    with pytest.raises(WireError, match="truth value"):
        array_frame("bool", [2], 0, b"\x01\x02")


@pytest.mark.parametrize(
    "header",
    [
        Ext(PAIRS, msgspec.msgpack.encode([[[1], 2]])),
        Ext(PAIRS, msgspec.msgpack.encode([[1]])),
        Ext(PAIRS, msgspec.msgpack.encode(3)),
        Ext(TUPLE, b"\xc1"),
        Ext(99, b""),
        {"a": 1},
    ],
)
def test_malformed_structures_are_refused(header: Any) -> None:
    with pytest.raises(WireError):
        decode(msgspec.msgpack.encode(header), b"")


def test_nesting_is_bounded_on_both_sides() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(WireError, match="nested"):
        encode(deep)
    with pytest.raises(WireError):
        decode(b"\x91" * 5000 + b"\x90", b"")
    packed = msgspec.msgpack.encode(Ext(TUPLE, b"\x90"))
    for _ in range(60):
        packed = msgspec.msgpack.encode(Ext(TUPLE, b"\x91" + packed))
    with pytest.raises(WireError, match="nested"):
        decode(packed, b"")


def test_what_is_no_plain_data_equals_nothing() -> None:
    class Right(float):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = float.__hash__

    back = through({"a": Right(1.0), "b": object()})
    assert type(back["a"]) is Foreign
    assert back["a"] != 1.0
    assert back["b"] != back["b"]


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(WireError, match="elements"):
        encode(dict.fromkeys(range(1000000)))
    with pytest.raises(WireError, match="integer"):
        encode(1 << 100_000)


def pair() -> tuple[Channel, socket.socket]:
    ours, theirs = socket.socketpair()
    return Channel(ours), theirs


def test_a_frame_that_claims_too_much_is_refused_before_it_is_read() -> None:
    channel, other = pair()
    other.sendall(PREFIX.pack(10, MAX_BODY + 1))
    with pytest.raises(WireError, match="limit"):
        channel.receive(Deadline(5))


def test_dripping_bytes_run_out_of_time() -> None:
    channel, other = pair()
    frame = encode(list(range(100)))
    started = time.monotonic()
    other.sendall(frame[:5])
    with pytest.raises(TimeoutError):
        channel.receive(Deadline(0.2))
    assert time.monotonic() - started < 2


def test_a_closed_socket_is_an_end_not_an_answer() -> None:
    channel, other = pair()
    other.sendall(encode([1, 2, 3])[:-1])
    other.close()
    with pytest.raises(EOFError):
        channel.receive(Deadline(5))


def test_what_nobody_asked_for_is_noticed() -> None:
    channel, other = pair()
    assert not channel.pending()
    other.sendall(b"x")
    assert channel.pending()


class Loss(str, enum.Enum):
    BINARY = "binary_crossentropy"


class Count(int):
    def __int__(self) -> int:
        return 0


class Word(str):
    def __str__(self) -> str:
        return "something else"


class Share(float):
    def __float__(self) -> float:
        return 0.0


class Bits(bytes):
    def __bytes__(self) -> bytes:
        return b""


@pytest.mark.parametrize(
    ("value", "plain"),
    [(Loss.BINARY, "binary_crossentropy"), (Count(3), 3), (Word("w"), "w"), (Share(0.5), 0.5), (Bits(b"b"), b"b")],
)
def test_objects_of_subclasses_travel_as_what_they_hold(value: object, plain: object) -> None:
    """A right answer may be an Enum's member; what its class says of itself does not count."""
    found = to_plain([value])[0]
    assert type(found) is type(plain)
    assert found == plain
