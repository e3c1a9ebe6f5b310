"""Calls that may raise, as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.frames import message_of

MAX_MESSAGE = 5_000  # a message may list all there is before it says what was wrong


def attempt(function: Callable[..., Any], *arguments: Any, **options: Any) -> dict[str, Any]:
    """`{"value": …}`, or `{"raised": type name, "message": text}` when the call raises.

    Subclasses of ValueError and TypeError go by the name of these. A stub's NotImplementedError passes through.
    """
    try:
        return {"value": function(*arguments, **options)}
    except NotImplementedError:
        raise
    except Exception as error:  # the exception is the observation
        known = next((kind for kind in (ValueError, TypeError) if isinstance(error, kind)), type(error))
        return {"raised": known.__name__, "message": message_of(error)[:MAX_MESSAGE]}
