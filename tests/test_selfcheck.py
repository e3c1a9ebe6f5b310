"""The public checks: on a live notebook, on a learner's file, and through plain pytest."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from course import pictures, progress, public, selfcheck, syllabus, values
from course.keras_hints import hint_for
from course.places import NotFound, Taken, learner_file
from course.public import CheckFailed, expect, expect_close, expect_raises
from course.results import CheckRun
from tests import tiny


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield tiny.make(tmp_path, monkeypatch)
    syllabus.topics.cache_clear()


@pytest.fixture
def kernel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module in which a notebook's cells run."""
    main = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    return main


def checked(folder: Path, source: str | None = None, part: str | None = None) -> CheckRun:
    if source is not None:
        (folder / "tiny.py").write_text(source, encoding="utf-8")
    topic = syllabus.topic("tiny")
    taken = learner_file("tiny", folder)
    return selfcheck.run(topic, topic.part(part) if part else None, taken.path, taken.note)


def outcomes(run: CheckRun) -> list[str]:
    return [result.outcome for result in run.results]


class TestExpectations:
    def failure(self, *args: Any, **kwargs: Any) -> CheckFailed:
        with pytest.raises(CheckFailed) as caught:
            expect_close(*args, **kwargs)
        return caught.value

    @pytest.mark.parametrize(
        ("got", "expected"),
        [
            (1, 1.0),
            ([1, 2], np.array([1.0, 2.0])),
            (np.float32(0.1), 0.1),
            ((1, [2, 3]), (1.0, np.array([2, 3]))),
            ({"a": [1], "b": "x"}, {"b": "x", "a": [1.0]}),
            (["a", b"b"], ["a", "b"]),
            (np.array([b"a"]), ["a"]),
            (True, True),
            (float("inf"), float("inf")),
            (np.zeros((0, 3)), np.zeros((0, 3))),
            ([1, 2], (1, 2)),
        ],
    )
    def test_equal(self, got: Any, expected: Any) -> None:
        expect_close(got, expected)

    @pytest.mark.parametrize(
        ("got", "expected", "says"),
        [
            (None, 1, "a `return` missing"),
            ([[1.0]], [1.0], "The shape is (1, 1) instead of (1,)"),
            (3, 4, "The value is 3 instead of 4"),
            (float("nan"), float("nan"), "The value is nan"),
            ([0.0, 1.5, 2.5], [0.0, 1.0, 2.0], "Entry 1 is 1.5 instead of 1 (2 of 3"),
            (np.zeros((2, 2)), np.eye(2), "Entry [0, 0] is 0 instead of 1 (2 of 4"),
            ([[1], [1, 2]], [1], "differ in shape"),
            (len, 1, "A function came back"),
            (int, 1, "A class came back"),
            (object(), 1, "not an array"),
            (["a", "c"], ["a", "b"], "Entry 1 is 'c'"),
            (1, (1, 2), "of type int, not a tuple of 2"),
            ((1,), (1, 2), "holds 1 values, not 2"),
            ((1, 3), (1, 2), "In [1]: The value is 3"),
            ([1], {"a": 1}, "of type list, not a dict"),
            ({"b": 1}, {"a": 1}, "no key 'a'"),
            ({"a": 1, "b": 1}, {"a": 1}, "a key too many: 'b'"),
        ],
    )
    def test_different(self, got: Any, expected: Any, says: str) -> None:
        assert says in self.failure(got, expected).message

    def test_a_failure_carries_what_was_called_came_back_and_was_expected(self) -> None:
        failure = self.failure(np.ones((9, 9), np.float32), np.zeros((9, 9)), call="f(x)")
        assert failure.call == "f(x)"
        assert failure.got == "array of shape (9, 9), float32, from 1 to 1"
        assert str(failure).split("\n")[1] == "  called     f(x)"

    def test_tolerances(self) -> None:
        expect_close(1.0001, 1.0, atol=1e-3)
        self.failure(1.0001, 1.0)

    def test_things_like_tensors(self) -> None:
        class Tensor:
            shape = (2,)

            def numpy(self) -> Any:
                return np.array([1.0, 2.0])

        class KerasTensor:
            shape = (None, 2)
            dtype = "float32"

        expect_close(Tensor(), [1, 2])
        failure = self.failure(KerasTensor(), [1, 2])
        assert "symbolic" in failure.message
        assert failure.got == "symbolic tensor of shape (None, 2), float32"

    def test_expect(self) -> None:
        expect(np.True_, "fine")
        with pytest.raises(CheckFailed, match="too many") as caught:
            expect(False, "too many", call="f()", got=[1, 2], expected=None)
        assert (caught.value.got, caught.value.expected) == ("[1, 2]", "None")

    def test_expect_raises(self) -> None:
        assert "invalid" in str(expect_raises(ValueError, int, "x"))
        with pytest.raises(CheckFailed, match="No ValueError was raised"):
            expect_raises(ValueError, int, "3")
        with pytest.raises(CheckFailed, match="Another error came instead of KeyError or IndexError"):
            expect_raises((KeyError, IndexError), int, "x")
        with pytest.raises(NotImplementedError):
            expect_raises(ValueError, abs_stub)

    def test_show_never_fails(self) -> None:
        class Rude:
            def __repr__(self) -> str:
                raise RuntimeError

        class Long:
            def __repr__(self) -> str:
                return "x" * 10_000

        assert values.show(Rude()) == "a Rude that cannot be shown"
        assert len(values.show(Long())) <= values.MAX_TEXT
        assert values.show({"shape": (1, 2), "rank": 2}) == "{'shape': (1, 2), 'rank': 2}"
        assert "2 entries NaN or infinite" in values.show([[np.nan, np.inf], *[[1, 2]] * 40])


def abs_stub() -> None:
    raise NotImplementedError


class TestPictures:
    @pytest.mark.parametrize(
        ("got", "kind", "drawn"),
        [
            (np.zeros((4, 4), int), "mask", True),
            (np.zeros((4, 4, 3)), "image", True),
            (np.zeros((1, 4, 4, 1)), "image", True),
            (np.full((4, 4), np.nan), "image", True),
            ([1.0, 2.0], "curve", True),
            (np.zeros((4, 4, 2)), "image", False),
            (np.zeros((0, 4)), "mask", False),
            (["a"], "curve", False),
            (None, "image", False),
            (object(), "mask", False),
        ],
    )
    def test_what_can_be_drawn_is(self, got: Any, kind: public.Kind, drawn: bool) -> None:
        with public.collecting_pictures() as attached:
            public.picture(got=got, kind=kind)
        png = pictures.png(attached[0])
        assert (png is not None) == drawn
        if png:
            assert base64.b64decode(png).startswith(b"\x89PNG")

    def test_outside_a_check_nothing_happens(self) -> None:
        public.picture(got=[[1.0]])


class TestFiles:
    def test_an_untouched_notebook_is_told_where_to_start(self, folder: Path) -> None:
        run = checked(folder)
        assert set(outcomes(run)) == {"not_attempted"}
        assert run.untouched
        assert not run.passed
        assert run.next_step() == "Nothing is attempted yet. Start with `double` (●○○○○, about 5 minutes)."

    def test_right_answers_pass(self, folder: Path) -> None:
        (folder / "tiny.ipynb").write_text(tiny.notebook(tiny.RIGHT), encoding="utf-8")
        run = checked(folder)
        assert run.passed
        assert run.source == "tiny.ipynb"
        assert run.next_step().startswith("All of tiny passes")
        assert progress.finished(run.topic) == {"double", "first"}

    def test_wrong_answers_say_what_was_called_came_back_and_was_expected(self, folder: Path) -> None:
        run = checked(folder, "def double(x):\n    print('inside', x)\n    return x\n")
        first = run.results[0]
        assert (first.part, first.outcome, first.title) == ("double", "failed", "double gives twice <the> value")
        assert first.message == "Entry 0 is 1 instead of 2 (2 of 2 entries differ)"
        assert (first.call, first.got) == ("double([1, 2])", "[1., 2.]")
        assert first.printed == "inside [1.0, 2.0]"
        assert "where 2 of 3 checks fail" in run.next_step()
        assert "course hint tiny double" in run.next_step()

    def test_the_newer_file_is_taken_and_the_run_says_so(self, folder: Path) -> None:
        run = checked(folder, "x = 1")
        assert run.source == "tiny.py, newer than tiny.ipynb"
        os.utime(folder / "tiny.py", (1, 1))
        assert learner_file("tiny", folder) == Taken(folder / "tiny.ipynb", "tiny.ipynb, newer than tiny.py")

    def test_no_file_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(NotFound, match=r"course reset tiny"):
            learner_file("tiny", tmp_path)

    def test_an_error_names_the_learners_own_line(self, folder: Path) -> None:
        run = checked(folder, "import json\n\ndef double(x):\n    return json.loads(unknown)\n")
        result = run.results[0]
        assert result.outcome == "error"
        assert result.message == "NameError: name 'unknown' is not defined"
        assert (result.where, result.code) == ("tiny.py, line 4, in double", "return json.loads(unknown)")
        assert "spelled right" in result.hint

    def test_what_came_back_cannot_be_used(self, folder: Path) -> None:
        run = checked(folder, "def first(xs):\n    pass\n", "first")
        result = run.results[0]
        assert result.outcome == "error"
        assert "`return` is missing" in result.hint
        assert result.call == "value, rest = first([3, 4])"

    def test_a_plain_assert_is_a_failure(self, folder: Path) -> None:
        run = checked(folder, "def first(xs):\n    return 4, []\n", "first")
        assert run.next_step() == "Next: `first / last`, where 1 of 2 checks fails."  # no hint: none is promised
        result = run.results[0]
        assert result.outcome == "failed"
        assert "assert 4 == 3" in result.message

    def test_a_name_whose_cell_stopped_is_told_why(self, folder: Path) -> None:
        run = checked(folder, "# %%\ndef double(x):\n    return (x\n# %%\nimport no_such_module\n# %%\ny = 1\n")
        result = run.results[0]
        assert result.outcome == "error"
        assert "`double` is not defined, since its cell stopped. SyntaxError" in result.message
        assert result.where == "tiny.py, line 3"
        assert run.notes[1] == "tiny.py, line 5 stopped: ModuleNotFoundError: No module named 'no_such_module'"
        assert run.results[-1].outcome == "not_attempted"

    def test_exits_and_the_learners_own_asserts_are_errors(self, folder: Path) -> None:
        run = checked(folder, "def double(x):\n    raise SystemExit(0)\ndef first(xs):\n    assert xs == 1\n")
        assert outcomes(run) == ["error", "error", "error", "error", "not_attempted"]

    def test_one_part(self, folder: Path) -> None:
        run = checked(folder, "def last(xs):\n    raise ValueError\n", "last")
        assert [result.name for result in run.results] == ["test_first", "test_last_refuses"]
        assert outcomes(run) == ["not_attempted", "passed"]
        assert run.next_step() == "Next: `first / last` (●●●○○, about 25 minutes)."

    def test_the_next_part_is_the_first_that_does_not_pass(self, folder: Path) -> None:
        run = checked(folder, tiny.RIGHT[0], "double")
        assert run.next_step() == "Done. Next: `first / last` (●●●○○, about 25 minutes)."
        run = checked(folder, "\n".join(tiny.RIGHT), "first")
        assert run.next_step() == "This was the last part: all of tiny passes."

    def test_edited_checks_are_read_anew(self, folder: Path) -> None:
        assert not checked(folder, tiny.RIGHT[0] + "first = last = None").passed
        test = folder / "test_tiny.py"
        test.write_text(test.read_text(encoding="utf-8").split('@part("first")')[0], encoding="utf-8")
        assert checked(folder).passed

    def test_broken_checks_are_not_the_learners_fault(self, folder: Path) -> None:
        (folder / "test_tiny.py").write_text("import no_such_module\n", encoding="utf-8")
        with pytest.raises(selfcheck.BrokenChecks, match="no_such_module"):
            checked(folder)
        (folder / "test_tiny.py").write_text(tiny.CHECKS.replace('"double"', '"dubble"'), encoding="utf-8")
        with pytest.raises(selfcheck.BrokenChecks, match="Did you mean 'double'"):
            checked(folder)

    def test_a_damaged_progress_file_is_no_obstacle(self, folder: Path) -> None:
        for text in ("", "[]", '{"parts": []}', '{"parts": {"double": 3, "first": {"passed": "x"}}}', "[" * 100_000):
            (folder / progress.NAME).write_text(text, encoding="utf-8")
            assert progress.finished(syllabus.topic("tiny")) == frozenset()
            checked(folder)
            assert set(json.loads((folder / progress.NAME).read_text(encoding="utf-8"))["parts"]) == {"double", "first"}


class TestNotebook:
    def test_the_live_namespace_is_checked(self, kernel: ModuleType) -> None:
        exec(tiny.RIGHT[0], vars(kernel))
        run = selfcheck.check_live("tiny", "double")
        assert isinstance(run, CheckRun)
        assert run.passed
        assert run.source == "this notebook"

    def test_before_anything_is_written(self, kernel: ModuleType) -> None:
        text = repr(selfcheck.check_live("tiny", "double"))
        assert "Not attempted yet: `double`" in text

    def test_wrong_names_are_said_in_one_sentence(self, kernel: ModuleType) -> None:
        assert "Did you mean 'tiny'" in repr(selfcheck.check_live("tinny"))
        message = selfcheck.check_live("tiny", "<b>")
        assert isinstance(message, selfcheck.Message)
        assert "&lt;b&gt;" in message._repr_html_()

    def test_checks_that_moved_with_the_notebook(
        self, folder: Path, kernel: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("COURSE_EXERCISES")
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        (folder / "test_tiny.py").rename(elsewhere / "test_tiny.py")
        (folder / "tiny.ipynb").unlink()
        monkeypatch.chdir(elsewhere)
        exec(tiny.RIGHT[0], vars(kernel))
        run = selfcheck.check_live("tiny", "double")
        assert isinstance(run, CheckRun)
        assert run.passed

    def test_an_interrupt_is_no_traceback(self, kernel: ModuleType) -> None:
        exec("def double(x):\n    raise KeyboardInterrupt", vars(kernel))
        assert "Interrupted" in repr(selfcheck.check_live("tiny", "double"))

    def test_the_table_escapes_what_the_learner_wrote(self, kernel: ModuleType) -> None:
        exec("def double(x):\n    print('<script>1</script>')\n    raise ValueError('<img src=x>`<i>`')", vars(kernel))
        html = selfcheck.check_live("tiny", "double")._repr_html_()  # type: ignore[union-attr]
        assert not re.search(r"<(script|img src=x|i|the)\b", html)
        assert "&lt;script&gt;" in html
        assert "twice &lt;the&gt; value" in html

    def test_the_table_shows_the_picture(self, kernel: ModuleType) -> None:
        exec("def double(x):\n    return [0.0, 0.0]", vars(kernel))
        html = selfcheck.check_live("tiny", "double")._repr_html_()  # type: ignore[union-attr]
        assert html.count("data:image/png;base64,") == 1
        assert "came back" in html

    def test_the_machines_own_pytest_options_do_not_matter(
        self, kernel: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
        exec(tiny.RIGHT[0], vars(kernel))
        assert selfcheck.check_live("tiny", "double").passed  # type: ignore[union-attr]
        assert os.environ["PYTEST_ADDOPTS"] == "--no-such-option"


def run_pytest(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(args[0]) if Path(args[0]).is_dir() else None,
    )


class TestPlainPytest:
    def test_untouched(self, folder: Path) -> None:
        result = run_pytest(folder)
        assert result.returncode == 1
        assert "tiny: 5 of 5 checks not attempted yet. Start with `double` (●○○○○, about 5 minutes)." in result.stdout
        assert "5 skipped" in result.stdout
        assert "Traceback" not in result.stdout + result.stderr

    def test_done(self, folder: Path) -> None:
        (folder / "tiny.py").write_text("\n".join(tiny.RIGHT), encoding="utf-8")
        result = run_pytest(folder)
        assert result.returncode == 0
        assert "tiny: checked tiny.py, newer than tiny.ipynb." in result.stdout

    @pytest.mark.parametrize("workers", [[], ["-n", "2"]])
    def test_failures_are_short(self, folder: Path, workers: list[str]) -> None:
        (folder / "tiny.py").write_text("def double(x):\n    return None\n", encoding="utf-8")
        result = run_pytest(folder, *workers)
        assert result.returncode == 1
        assert "None came back: is a `return` missing?\n  called     double([1, 2])\n  came back  None" in result.stdout
        assert "tiny: 2 of 5 checks not attempted yet. Go on with `first / last`" in result.stdout
        assert "def test_" not in result.stdout

    def test_a_file_that_cannot_be_read_is_said_in_one_line(self, folder: Path) -> None:
        (folder / "tiny.ipynb").write_text("{", encoding="utf-8")
        result = run_pytest(folder)
        assert result.returncode == 1
        assert "the notebook is not valid JSON" in result.stdout
        assert "Traceback" not in result.stdout

    def test_other_peoples_tests_are_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "test_other.py").write_text(
            "def test_a():\n    raise NotImplementedError('mine')\ndef test_b():\n    assert [1] == [2]\n",
            encoding="utf-8",
        )
        result = run_pytest(tmp_path)
        assert "2 failed" in result.stdout
        assert "def test_b():" in result.stdout
        assert "At index 0 diff: 1 != 2" in result.stdout

    def test_the_plugin_is_light(self) -> None:
        code = "import sys, course.pytest_plugin; print([m for m in ('numpy', 'rich', 'course.reading') if m in sys.modules])"
        out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert out.strip() == "[]"


@pytest.mark.parametrize(
    ("kind", "message", "word"),
    [
        ("ValueError", "Argument(s) not recognized: {'lr': 0.1}", "learning_rate"),
        ("AttributeError", "'Mean' object has no attribute 'reset_states'", "reset_state()"),
        ("ValueError", "A KerasTensor cannot be used as input to a TensorFlow function. A KerasTensor …", "keras.ops"),
        ("AttributeError", "'Sequential' object has no attribute 'predict_classes'", "argmax"),
        ("ValueError", "Invalid filepath extension for saving. Please add …", ".keras"),
        ("ValueError", "Could not interpret loss identifier: binary_cross_entropy", "binary_crossentropy"),
        ("ValueError", "dtype='string' is not a valid dtype for Keras type promotion.", "metrics="),
        (
            "ValueError",
            "Attempt to convert a value (<M name=m>) with an unsupported type (<class 'keras.src.metrics.x.M'>)",
            "metrics=",
        ),
        (
            "AttributeError",
            "module 'keras._tf_keras.keras.losses' has no attribute 'mean_squared_error'",
            "keras.losses",
        ),
        ("ValueError", "'__net' is not a valid root scope name. A root scope name has to match …", "rename"),
        ("AttributeError", "module 'keras.backend' has no attribute 'mean'", "keras.ops"),
        ("TypeError", "list indices must be integers or slices, not tuple", "convert_to_tensor"),
        ("NameError", "name 'np' is not defined", "`np`"),
    ],
)
def test_hints_for_what_keras_3_changed(kind: str, message: str, word: str) -> None:
    assert word in (hint_for(kind, message) or "")


def test_no_hint_where_there_is_none() -> None:
    assert hint_for("ValueError", "something else") is None
