"""Strings of learners: bounded, visible, and dead in terminals, spreadsheets and file systems."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from autograder.text import cell, clean, file_name, file_names, one_line, terminal
from tests.class_samples import HOSTILE

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=300)
ESCAPES = st.lists(st.sampled_from(["\x1b", "[31m", "]8;;u\x07", "\x9b", "2J", "[", "\\", "a", "\n", "/]", "b]"])).map(
    "".join
)
TEXTS = ANY_TEXT | ESCAPES | st.sampled_from(list(HOSTILE.values()))


@given(TEXTS, st.integers(1, 400))
def test_a_clean_text_is_bounded_visible_and_stays_as_it_is(text: str, limit: int) -> None:
    shown = clean(text, limit)
    assert len(shown) <= limit
    assert clean(shown, limit) == shown
    shown.encode()
    hidden = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert hidden <= {"\n", "\t", "\u200c", "\u200d"}


def test_what_is_plain_is_not_touched() -> None:
    text = 'Traceback:\n\tValueError: "naïve" 李雷 👩\u200d👩\u200d👧 می\u200cخواهم e\u0301'
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x9b2Jtop", "top"),
        ("a\x00b", "a\\x00b"),
        ("abc\u202egpj.exe", "abc\\u202egpj.exe"),
        ("\ud800", "\\ud800"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("Z" + "\u0301" * 100, "Z\u0301\u0301\u0301"),
    ],
)
def test_what_is_hidden_is_dropped_or_written_out(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_long_text_ends_in_an_ellipsis() -> None:
    assert clean("x" * 10_000_000, 10) == "x" * 9 + "…"
    assert one_line("word " * 1000, 20) == "word word word word…"


def test_a_limit_leaves_room() -> None:
    with pytest.raises(ValueError, match="no room"):
        clean("text", 0)


@given(TEXTS)
def test_rich_prints_a_learners_text_literally(text: str) -> None:
    shown = clean(text)
    assert Text.from_markup(terminal(text), emoji=False).plain == shown
    assert Text.from_markup(f"[b]{terminal(text)}[/b] (red])", emoji=False).plain == f"{shown} (red])"


def test_no_escape_reaches_the_terminal() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=10_000)
    for text in HOSTILE.values():
        console.print(terminal(text), highlight=False, markup=True)
    printed = stream.getvalue()
    assert "\x1b" not in printed
    assert "\x07" not in printed


@given(TEXTS)
def test_no_text_is_a_formula(text: str) -> None:
    shown = cell(text)
    assert isinstance(shown, str)
    assert "\n" not in shown
    assert "\t" not in shown
    assert not shown.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_numbers_stay_numbers() -> None:
    assert [cell(value) for value in (7.5, -1, 0, None, "-1", "ana")] == [7.5, -1, 0, "", "'-1", "ana"]


@given(TEXTS)
def test_a_file_name_is_safe_everywhere(text: str) -> None:
    name = file_name(text)
    assert name
    assert name not in (".", "..")
    assert not set(name) & set('/\\:*?"<>|\x00\n ')
    assert not name.startswith((".", "-"))
    assert not name.endswith((".", " "))
    assert len(name.encode()) < 120


def test_file_names_stay_apart() -> None:
    names = file_names(["ana", "Ana", "ANA", "a/b", "a\\b", "..", "", "con", "e\u0301", "\u00e9"])
    assert len({name.casefold() for name in names.values()}) == len(names)
    assert file_names(["ana.lopez", "s123@example.org"]) == {k: k for k in ("ana.lopez", "s123@example.org")}
