"""What crosses between grader and worker: frames of plain data, decoded against a schema with every size bounded.

A frame is a fixed prefix (two lengths), a MessagePack header and a body of raw array bytes that the header points into.
Never pickle, never an object of the learner's: what is not plain data travels as the name of its type (`Foreign`).
"""

from __future__ import annotations

import contextlib
import math
import socket
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np

from autograder.deadlines import Deadline
from autograder.errors import WireError

PREFIX = struct.Struct("!IQ")
MAX_HEADER = 1 << 20  # bytes of structure: bounds the number of objects too
MAX_BODY = 128 << 20  # bytes of array data
MAX_DEPTH = 32
MAX_NDIM = 16
MAX_AXIS = 1 << 31
MAX_INT_BYTES = 512
MAX_STRING = 200_000
# In a frame: the hashes of numbers and tuples are no secret, so that all of them can be made to collide.
MAX_ODD_KEYS = 4_096
DTYPES = frozenset(
    [
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    ]
)
ARRAY, TUPLE, BIG_INT, FOREIGN, PAIRS = 1, 2, 3, 4, 5


@dataclass(frozen=True, eq=False)
class Foreign:
    """Stands for an object that is no plain data; equal to nothing, so that no comparison passes by it."""

    type_name: str

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = object.__hash__


@lru_cache(maxsize=100)
def dtype_name(dtype: np.dtype[Any]) -> str:
    """The name of a dtype, which NumPy puts together anew each time it is asked."""
    return str(dtype.name)


def _decoder() -> msgspec.msgpack.Decoder[Any]:
    """Decodes scalars, extensions and nested lists; a map, whose keys could collide, is an error before it is built."""
    scalar = None | bool | int | float | str | msgspec.msgpack.Ext
    node: Any = scalar
    for _ in range(MAX_DEPTH + 1):
        node = scalar | list[node]
    return msgspec.msgpack.Decoder(node)


_DECODER = _decoder()


def encode(value: Any) -> bytes:
    """The whole frame for `value`; `WireError` where it exceeds the limits."""
    body: list[bytes] = []
    size = odd_keys = 0

    def pack(item: Any, depth: int) -> Any:
        nonlocal size, odd_keys
        if depth > MAX_DEPTH:
            raise WireError(f"the answer is nested more than {MAX_DEPTH} levels deep")
        kind = type(item)
        if item is None or kind is bool or kind is float:
            return item
        if kind is int:
            if -(1 << 63) <= item < 1 << 63:
                return item
            raw = item.to_bytes(item.bit_length() // 8 + 1, "big", signed=True)
            if len(raw) > MAX_INT_BYTES:
                raise WireError("the answer holds an integer of more than 4,000 bits")
            return msgspec.msgpack.Ext(BIG_INT, raw)
        if kind is str:
            if len(item) > MAX_STRING:
                raise WireError(f"the answer holds a string of {len(item):,} characters")
            return item.encode("utf-8", "replace").decode("utf-8")
        if kind is bytes:
            size += len(item)
            if size > MAX_BODY:
                raise WireError(f"the answer is larger than {MAX_BODY >> 20} MB")
            body.append(item)
            return msgspec.msgpack.Ext(ARRAY, msgspec.msgpack.encode(["bytes", [len(item)], size - len(item)]))
        if kind is np.ndarray:
            name = dtype_name(item.dtype)
            if name not in DTYPES:
                return msgspec.msgpack.Ext(FOREIGN, f"array of {name}"[:200].encode("utf-8", "replace"))
            raw = np.ascontiguousarray(item).astype(item.dtype.newbyteorder("<"), copy=False).tobytes()
            size += len(raw)
            if size > MAX_BODY:
                raise WireError(f"the answer is larger than {MAX_BODY >> 20} MB")
            body.append(raw)
            described = [name, list(item.shape), size - len(raw)]
            return msgspec.msgpack.Ext(ARRAY, msgspec.msgpack.encode(described))
        if kind is list:
            return [pack(part, depth + 1) for part in item]
        if kind is tuple:
            return msgspec.msgpack.Ext(TUPLE, msgspec.msgpack.encode([pack(part, depth + 1) for part in item]))
        if kind is dict:
            odd_keys += sum(type(key) is not str for key in item)
            if odd_keys > MAX_ODD_KEYS:
                raise WireError(
                    f"the answer has too many elements: over {MAX_ODD_KEYS:,} dict keys that are no strings"
                )
            pairs = [[pack(key, depth + 1), pack(part, depth + 1)] for key, part in item.items()]
            return msgspec.msgpack.Ext(PAIRS, msgspec.msgpack.encode(pairs))
        name = item.type_name if kind is Foreign else f"{kind.__module__}.{kind.__qualname__}"
        return msgspec.msgpack.Ext(FOREIGN, str(name)[:200].encode("utf-8", "replace"))

    try:
        header = msgspec.msgpack.encode(pack(value, 0))
    except RecursionError as error:
        raise WireError("the answer is nested too deep") from error
    if len(header) > MAX_HEADER:
        raise WireError(f"the answer has too many elements (its structure takes {len(header):,} bytes)")
    return PREFIX.pack(len(header), size) + header + b"".join(body)


def decode(header: bytes, body: bytes | bytearray) -> Any:
    """The value of a frame; anything malformed is a `WireError`, nothing is allocated beyond the frame's own size."""
    view = memoryview(body)
    odd_keys = used = 0

    def unpack(item: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise WireError(f"nested more than {MAX_DEPTH} levels deep")
        kind = type(item)
        if item is None or kind in (bool, int, float, str):
            return item
        if kind is list:
            return [unpack(part, depth + 1) for part in item]
        if kind is not msgspec.msgpack.Ext:
            raise WireError(f"unexpected {kind.__name__} in a frame")
        if item.code == ARRAY:
            return array(plain(item.data, depth))
        if item.code == TUPLE:
            return tuple(unpack(part, depth + 1) for part in sequence(plain(item.data, depth)))
        if item.code == BIG_INT:
            if len(item.data) > MAX_INT_BYTES:
                raise WireError("an integer is too long")
            return int.from_bytes(item.data, "big", signed=True)
        if item.code == FOREIGN:
            return Foreign(bytes(item.data[:200]).decode("utf-8", "replace"))
        if item.code == PAIRS:
            return dict(pair(part, depth) for part in sequence(plain(item.data, depth)))
        raise WireError(f"unknown extension {item.code}")

    def array(described: Any) -> Any:
        nonlocal used
        found = _array(described, view)
        used += len(found) if isinstance(found, bytes) else found.nbytes
        if used > len(view):  # else few bytes could stand for a thousand large arrays
            raise WireError("arrays overlap")
        return found

    def pair(part: Any, depth: int) -> tuple[Any, Any]:
        nonlocal odd_keys
        if type(part) is not list or len(part) != 2:
            raise WireError("a dict entry is not a pair")
        key = unpack(part[0], depth + 1)
        if not (key is None or type(key) in (str, int, bool, float, tuple)):
            raise WireError(f"a dict key is a {type(key).__name__}")
        odd_keys += type(key) is not str
        if odd_keys > MAX_ODD_KEYS:
            raise WireError("too many dict keys that are no strings")
        try:
            hash(key)
        except TypeError as error:
            raise WireError("a dict key cannot be hashed") from error
        return key, unpack(part[1], depth + 1)

    def plain(data: bytes | memoryview, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise WireError(f"nested more than {MAX_DEPTH} levels deep")
        return _DECODER.decode(data)

    def sequence(item: Any) -> list[Any]:
        if type(item) is not list:
            raise WireError("a sequence is missing")
        return item

    try:
        return unpack(_DECODER.decode(header), 0)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise WireError(f"malformed frame: {error}") from error


def _array(described: Any, body: memoryview) -> Any:
    if type(described) is not list or len(described) != 3:
        raise WireError("an array is not described by dtype, shape and offset")
    name, shape, offset = described
    if type(name) is not str or type(shape) is not list or type(offset) is not int:
        raise WireError("an array is described wrongly")
    if len(shape) > MAX_NDIM or not all(type(axis) is int and 0 <= axis < MAX_AXIS for axis in shape):
        raise WireError("an array has an impossible shape")
    if name == "bytes":
        item_size = 1
    elif name in DTYPES:
        item_size = np.dtype(name).itemsize
    else:
        raise WireError("an array has an unknown dtype")
    # An empty array with a huge axis takes no bytes but breaks whoever multiplies the others.
    if math.prod(max(axis, 1) for axis in shape) * item_size > MAX_BODY:
        raise WireError("an array is too large")
    length = math.prod(shape) * item_size
    if offset < 0 or offset + length > len(body):
        raise WireError("an array points outside its frame")
    raw = body[offset : offset + length]
    if name == "bytes":
        if len(shape) != 1:
            raise WireError("bytes have one axis")
        return bytes(raw)
    if name == "bool" and length and int(np.frombuffer(raw, "uint8").max()) > 1:
        raise WireError("a truth value is neither 0 nor 1")
    array = np.frombuffer(raw, np.dtype(name).newbyteorder("<")).astype(name, copy=False).reshape(shape)
    array.flags.writeable = False
    return array


class Channel:
    """One end of a socket that carries frames; reads obey one absolute deadline, so that dripping bytes run out too."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def fileno(self) -> int:
        return self.connection.fileno()

    def send(self, value: Any, deadline: Deadline | None = None) -> None:
        """Send one frame before `deadline`; `EOFError` when the other end is gone."""
        self.send_frame(encode(value), deadline)

    def send_frame(self, frame: bytes, deadline: Deadline | None = None) -> None:
        """Send a frame that is encoded already."""
        view = memoryview(frame)
        try:
            while view:
                self._wait(deadline)
                with contextlib.suppress(TimeoutError):  # whether time is over, `_wait` says
                    view = view[self.connection.send(view[: 1 << 20]) :]
        except (BrokenPipeError, ConnectionError) as error:
            raise EOFError("the other end is gone") from error

    def receive(self, deadline: Deadline | None = None, max_body: int = MAX_BODY) -> Any:
        """The next frame's value; `TimeoutError` at the deadline, `EOFError` when the other end is gone."""
        prefix = self._exactly(PREFIX.size, deadline)
        header_size, body_size = PREFIX.unpack(bytes(prefix))
        if header_size > MAX_HEADER or body_size > max_body:
            raise WireError(f"a frame of {header_size + body_size:,} bytes is over the limit")
        header = self._exactly(header_size, deadline)
        return decode(bytes(header), self._exactly(body_size, deadline))

    def pending(self) -> bool:
        """Whether something has arrived that nobody asked for."""
        self.connection.setblocking(False)
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return False
        except ConnectionError:
            return False
        finally:
            self.connection.setblocking(True)

    def close(self) -> None:
        self.connection.close()

    def _wait(self, deadline: Deadline | None) -> None:
        if deadline is None:
            self.connection.settimeout(None)
            return
        left = deadline.left()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)

    def _exactly(self, size: int, deadline: Deadline | None) -> bytearray:
        data = bytearray()
        while len(data) < size:
            self._wait(deadline)
            try:
                part = self.connection.recv(min(size - len(data), 1 << 20))
            except TimeoutError:  # whether time is over, `_wait` says
                continue
            except ConnectionError as error:
                raise EOFError("the other end is gone") from error
            if not part:
                raise EOFError("the other end is gone")
            data += part
        return data
