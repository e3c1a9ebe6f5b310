"""Whose error was it? The learner's own frames of an exception, its type and its message, always as short text."""

from __future__ import annotations

import linecache
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any

MAX_MESSAGE = 2_000
MAX_FRAMES = 8
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_KERAS_WRAPPING = re.compile(
    r"Exception encountered when calling [^\n]*\n\n(.*?)(?:\n\nArguments received by .*)?", re.DOTALL
)
_VALUES = re.compile(
    r"(?<=Invalid input shape for input ).*?(?=with name |\Z)|(?<=\w), (?:numpy|value)=[^<>]*(?=>|\Z)", re.DOTALL
)
"""Keras tells all numbers of the input whose shape is wrong, and both libraries those of a tensor or variable they name."""
_NOT_THEIRS = re.compile(
    r'^[ \t]*File "(?:/|<frozen|<observation|<grader)[^"\n]*", line \d+(?:, in .*)?\n?', re.MULTILINE
)
"""Lines of a traceback within a message (TensorFlow says where an op was created) that are no cells of the learner's."""
_TF_WRAPPING = re.compile(r"^\{\{function_node [^}]*\}\} | \[Op:\w+\](?: name:.*)?$", re.DOTALL)
NO_TEXT = "(its message cannot be shown)"


@dataclass(frozen=True)
class Frame:
    """One line of the learner's that was running: file, line number, function (`""` at the top level) and its text."""

    file: str
    line: int
    function: str
    code: str

    @property
    def where(self) -> str:
        """`fcn.ipynb cell 7, line 3, in upsample`."""
        inside = f", in {self.function}" if self.function else ""
        return f"{_label(self.file)}, line {self.line}{inside}"


def learner_frames(error: BaseException, namespace: dict[str, Any]) -> list[Frame]:
    """The frames of code that lives in `namespace`, outermost first.

    Code that AutoGraph converted has the same globals; its lines are mapped back to the learner's.
    """
    found = []
    for frame, line in walk(error.__traceback__):
        if frame.f_globals is namespace:
            code = frame.f_code
            function = "" if code.co_name == "<module>" else code.co_name
            found.append(Frame(code.co_filename, line, function, line_of(code.co_filename, line)))
    converted = [frame for frame in found if "__autograph_generated_file" in frame.file]
    if converted:
        found = [frame for frame in found if frame not in converted] + _mapped_back(error)
    return found


def raised_in(error: BaseException, namespace: dict[str, Any]) -> bool:
    """Whether the `raise` itself stands in `namespace`: a stub's NotImplementedError, not one of Keras' own."""
    walked = walk(error.__traceback__)
    if not walked or walked[-1][0].f_globals is not namespace:
        return False
    frame, line = walked[-1]
    text = line_of(frame.f_code.co_filename, line)
    return not text or "raise" in text  # Keras cuts its own frames out of tracebacks: then this line only called it


def is_stub(error: BaseException, namespace: dict[str, Any]) -> bool:
    """Whether the exception says "not attempted yet": NotImplementedError, raised by the learner's own code."""
    return isinstance(error, NotImplementedError) and raised_in(error, namespace)


def format_frames(frames: Sequence[Frame]) -> str:
    """One `where` line and one indented code line per frame; the middle of a long recursion is left out."""
    shown = list(frames)
    if len(shown) > MAX_FRAMES:
        shown = shown[: MAX_FRAMES // 2] + shown[-MAX_FRAMES // 2 :]
    blocks = [f"{frame.where}\n    {frame.code}" if frame.code else frame.where for frame in shown]
    if len(frames) > MAX_FRAMES:
        blocks.insert(MAX_FRAMES // 2, f"… {len(frames) - MAX_FRAMES} more …")
    return "\n".join(blocks)


def type_name(error: BaseException) -> str:
    """Name of the exception's class."""
    try:
        return str.__getitem__(type(error).__name__, slice(0, 100))
    except BaseException:  # a metaclass may answer anything
        return "Exception"


def message_of(error: BaseException) -> str:
    """Text of the exception, cut at `MAX_MESSAGE` characters; never fails, whatever its `__str__` does.

    AutoGraph's "in user code" listing is reduced to the message of its cause, Keras' "Exception encountered when
    calling" to what was encountered and its "Invalid input shape" to the shapes, TensorFlow's listing of where an op
    was created to the learner's own lines; control characters (Keras writes in bold) are dropped.
    """
    if isinstance(error, SyntaxError) and isinstance(error.msg, str):
        text = error.msg
    else:
        try:
            text = str(error)
            metadata = getattr(error, "ag_error_metadata", None)
            if metadata is not None and text.lstrip().startswith("in user code:"):
                text = str(metadata.cause_message).split(": ", 1)[-1]
        except BaseException:  # whatever the learner's __str__ raises
            return NO_TEXT
    text = _NOT_THEIRS.sub("", str.__getitem__(text, slice(0, 4 * MAX_MESSAGE)))
    if wrapped := _KERAS_WRAPPING.fullmatch(text):
        text = wrapped[1]
    text = _VALUES.sub("", text)
    text = (
        _TF_WRAPPING.sub("", _CONTROL.sub("", _ANSI.sub("", text))).encode("utf-8", "replace").decode("utf-8").strip()
    )
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"


def line_of(file: str, line: int) -> str:
    """The text of a line, if linecache knows the file; at most 300 characters."""
    return linecache.getline(file, line).strip()[:300]


def _label(file: str) -> str:
    """How the learner knows the file: the name given to `run_cells`, or the execution count of a notebook's cell."""
    if file.startswith("<") and file.endswith(">"):
        return file[1:-1]
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    names = getattr(getattr(shell, "compile", None), "format_code_name", None)
    named = names(file) if names else None
    return f"cell {named[1]}" if named else os.path.basename(file)


def walk(traceback: TracebackType | None) -> list[tuple[FrameType, int]]:
    """Frames of a traceback and their running lines, outermost first."""
    steps = []
    while traceback is not None:
        steps.append((traceback.tb_frame, traceback.tb_lineno))
        traceback = traceback.tb_next
    return steps


def _mapped_back(error: BaseException) -> list[Frame]:
    """The learner's frames as AutoGraph's own metadata give them, outermost first."""
    stack = getattr(getattr(error, "ag_error_metadata", None), "translated_stack", ())
    return [
        Frame(str(info.filename), int(info.lineno), str(info.function_name), str(info.code or "").strip()[:300])
        for info in reversed(stack)
        if info.is_converted
    ]
