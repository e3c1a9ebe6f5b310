"""What Keras downloads: a failure becomes an error that says what to do instead, and nothing waits for ever."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException

from course.data.errors import DataUnavailable

SILENCE = 20.0
"""Seconds after which a server that does not answer counts as unreachable."""


@contextmanager
def downloading(what: str, instead: str) -> Iterator[None]:
    """Turn the errors of a failed download inside the `with` block into `DataUnavailable`.

    Args:
        what: is being loaded, the subject of the message.
        instead: the sentence that says what to do.
    """
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SILENCE)
    try:
        yield
    except Exception as error:
        if not _is_failed_download(error):
            raise
        raise DataUnavailable(
            f"{what} is not in Keras' cache and could not be downloaded: {error}. {instead}"
        ) from error
    finally:
        socket.setdefaulttimeout(before)


def _is_failed_download(error: Exception) -> bool:
    """`keras.utils.get_file` reports what urllib tells it as a bare `Exception`; other failures pass through it."""
    return type(error) is Exception or isinstance(error, (OSError, HTTPException))
