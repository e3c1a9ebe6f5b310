"""Grading one submission: every outcome, messages, isolation of parts, and what a worker cannot find."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.client import ForkServer, WorkerHandle
from tests.engine import MINI, grade, outcomes, result, without_times

ALL = {
    "test_total_is_right",
    "test_total_is_a_scalar",
    "test_total_on_two_devices",
    "test_shares_are_right",
    "test_negative_is_refused",
    "test_line_has_four_parameters",
}
TOTAL = {name for name in ALL if "total" in name}
SOLUTION = (MINI / "solutions" / "01_mini.py").read_text(encoding="utf-8")


def test_the_reference_gets_everything(server: ForkServer) -> None:
    report = grade(server, SOLUTION, overlay=False)
    assert outcomes(report) == dict.fromkeys(outcomes(report), "passed")
    assert set(outcomes(report)) == ALL
    assert (report.score, report.max_score) == (10, 10)
    assert [part.part for part in report.parts] == ["total", "halves / thirds", "line"]


def test_an_empty_file_is_not_attempted(server: ForkServer) -> None:
    report = grade(server, "", overlay=False)
    assert set(outcomes(report).values()) == {"not_attempted"}
    assert report.score == 0


def test_a_stub_is_not_attempted_and_costs_no_other_part(server: ForkServer) -> None:
    report = grade(server, "def total(values):\n    raise NotImplementedError\n")
    assert {name for name, outcome in outcomes(report).items() if outcome == "not_attempted"} == TOTAL
    assert report.score == 6


def test_keras_own_not_implemented_error_is_an_error(server: ForkServer) -> None:
    source = "import keras\n\n\ndef line(n):\n    return keras.Model()(keras.Input((n,)))\n"
    assert result(grade(server, source), "test_line_has_four_parameters").outcome == "error"


def test_a_wrong_answer_fails_with_what_it_gave_and_without_what_was_expected(server: ForkServer) -> None:
    report = grade(server, "import tensorflow as tf\n\n\ndef total(values):\n    return tf.reduce_sum(values)\n")
    wrong = result(report, "test_total_is_right")
    assert wrong.outcome == "failed"
    assert wrong.hint == "Add up all entries, then scale the sum."
    given = float(re.search(r"total: (-?[\d.]+)", wrong.message).group(1))  # type: ignore[union-attr]
    assert f"{2 * given:.4g}"[:4] not in wrong.message
    assert result(report, "test_total_is_a_scalar").outcome == "passed"


def test_an_exception_is_told_with_the_learners_own_line(server: ForkServer) -> None:
    report = grade(server, "def total(values):\n    wanted = []\n    return wanted[3]\n")
    error = result(report, "test_total_is_right")
    assert error.outcome == "error"
    assert "IndexError" in error.message
    assert "line 3, in total: return wanted[3]" in error.message
    assert "autograder" not in error.message
    assert report.score == 6


def test_overlay_parts_never_reach_the_references_own_calls(server: ForkServer) -> None:
    report = grade(server, "def halves(x):\n    if x < 0:\n        raise ValueError('no')\n    return 100.0\n")
    assert result(report, "test_shares_are_right").message.startswith("the result is wrong")
    assert "third: 2.0" in result(report, "test_shares_are_right").message


@pytest.mark.parametrize(
    "source",
    [
        "def total(values)\n    return SCALE * tf.reduce_sum(values)\n",
        "missing\n\n\ndef total(values):\n    return SCALE * tf.reduce_sum(values)\n",
        "total = functools.partial(tf.reduce_sum)\n",
    ],
)
def test_what_an_overlay_failed_to_define_is_not_the_references(server: ForkServer, source: str) -> None:
    report = grade(server, source)
    assert [part.score for part in report.parts] == [0.0, 3.0, 3.0]
    outcome = result(report, "test_total_is_right")
    assert outcome.outcome == "not_attempted"
    assert "Error" in outcome.message


def test_what_an_overlay_defines_before_it_fails_is_its_own(server: ForkServer) -> None:
    report = grade(server, "def total(values):\n    return SCALE * tf.reduce_sum(values)\n\n\nmissing\n")
    assert report.score == 10.0


def test_given_names_come_from_the_course(server: ForkServer) -> None:
    source = "SCALE = 5.0\n\n\ndef total(values):\n    return SCALE * tf.reduce_sum(values)\n"
    assert result(grade(server, source), "test_total_is_right").outcome == "failed"
    source = "def total(values):\n    return SCALE * tf.reduce_sum(values)\n"
    assert grade(server, source).score == 10


def notebook(*cells: tuple[str, list[str]]) -> bytes:
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
            "cells": [
                {"cell_type": "code", "id": f"c{number}", "metadata": {"tags": tags}, "source": source, "outputs": []}
                for number, (source, tags) in enumerate(cells)
            ],
        }
    ).encode()


def test_a_notebook_runs_as_a_notebook(server: ForkServer) -> None:
    data = notebook(
        ("SCALE = 7", ["given"]),
        ("%matplotlib inline\n!rm -rf /\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()", []),
        ("raise RuntimeError('an experiment that failed')", []),
        ("import warnings, sys\nwarnings.warn('careful')\nprint('loud', file=sys.stderr)", []),
        ("%%time\ndef total(values):\n    print('summing')\n    return SCALE * tf.reduce_sum(values)", ["part"]),
        ("while True: pass", ["demo"]),
        ("check('mini', 'total')", ["check"]),
    )
    report = grade(server, data, suffix=".ipynb")
    assert report.score == 10


def test_an_endless_loop_times_out_and_costs_only_its_checks(server: ForkServer) -> None:
    report = grade(server, "def halves(x):\n    while True:\n        pass\n")
    assert result(report, "test_shares_are_right").outcome == "timeout"
    assert "4 s" in result(report, "test_shares_are_right").message
    assert report.score == 7


def test_an_endless_load_times_out_once(server: ForkServer) -> None:
    report = grade(server, "while True:\n    pass\n")
    assert set(outcomes(report).values()) == {"timeout"}
    assert 5.5 < report.seconds < 30


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("import os; os._exit(0)", "exit status 0"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("import numpy as np; hoard = [np.ones(2**24) for _ in range(400)]", "memory"),
    ],
)
def test_a_dead_worker_is_a_crash_that_says_why(server: ForkServer, body: str, told: str) -> None:
    report = grade(server, f"def halves(x):\n    {body}\n")
    crashed = result(report, "test_shares_are_right")
    assert crashed.outcome == "crashed"
    assert told in crashed.message
    assert report.score == 7


@pytest.mark.parametrize("error", ["SystemExit(0)", "KeyboardInterrupt()", "GeneratorExit()", "BaseException('x')"])
def test_any_exception_is_an_answer(server: ForkServer, error: str) -> None:
    report = grade(server, f"def halves(x):\n    raise {error}\n")
    assert result(report, "test_shares_are_right").outcome == "error"
    assert report.score == 7


@pytest.mark.parametrize(
    "body",
    ["import socket; socket.socket()", "import subprocess; subprocess.run(['true'])", "open('/etc/x', 'w')"],
)
def test_what_the_sandbox_refuses_is_blocked(server: ForkServer, body: str) -> None:
    report = grade(server, f"def halves(x):\n    {body}\n")
    assert result(report, "test_shares_are_right").outcome == "blocked"
    assert report.score == 7


def test_a_patched_library_is_tampered(server: ForkServer) -> None:
    report = grade(server, "import keras\n\nkeras.Model.count_params = lambda self: 4\n")
    assert set(outcomes(report).values()) == {"tampered"}
    assert "count_params" in result(report, "test_total_is_right").message
    assert report.score == 0


def test_an_answer_of_another_form_fails_and_is_no_fault(server: ForkServer) -> None:
    for value in ("None", "'text'", "[[1], [2, 3]]", "object()", "float('nan')", "10**400", "{1: object()}"):
        report = grade(server, f"def total(values):\n    return {value}\n")
        assert result(report, "test_total_is_right").outcome == "failed", value
        assert report.score <= 7


def test_objects_that_equal_everything_equal_nothing(server: ForkServer) -> None:
    """They count as the numbers that they hold."""
    source = """
class Right(float):
    def __eq__(self, other): return True
    def __hash__(self): return 1
    shape = ()

def total(values): return Right()
def halves(x): return Right(3.0)
"""
    plain = "def total(values): return 0.0\n\ndef halves(x): return 3.0\n"
    report = grade(server, source)
    assert outcomes(report) == outcomes(grade(server, plain))
    assert result(report, "test_total_is_right").outcome == "failed"


def test_an_interrupted_question_ends_its_worker(worker: WorkerHandle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answer may still come, and would be taken for that to the next question."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(worker.channel, "receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        worker.ask({"do": "finish"}, 5)
    assert worker.ending is not None


def test_the_same_seed_gives_the_same_report(server: ForkServer) -> None:
    source = "def total(values):\n    return 3\n"
    assert without_times(grade(server, source)) == without_times(grade(server, source))
    assert without_times(grade(server, source)) != without_times(grade(server, source, run_seed=8))


@pytest.mark.parametrize(
    ("data", "suffix", "told"),
    [
        (b"{ not json", ".ipynb", "JSON"),
        (b"[1, 2]", ".ipynb", "notebook"),
        (b"\xff\xfe\x00bad", ".py", "UTF-8"),
        (b"[" * 100_000, ".ipynb", "save it again in Jupyter"),
    ],
)
def test_an_unreadable_file_says_what_to_do(server: ForkServer, data: bytes, suffix: str, told: str) -> None:
    report = grade(server, data, suffix=suffix, overlay=False)
    assert set(outcomes(report).values()) == {"error"}
    assert told.lower() in result(report, "test_total_is_right").message.lower()
    assert report.score == 0


SEARCH = """
import base64, ctypes, os, re

MARK = "the-search-itself-holds-this-text"

FLIP = bytes(byte ^ 0x55 for byte in range(256))
NEEDLES = [base64.b64decode(text) for text in {needles}]  # flipped: their plain text is not in this file


def memory():
    found = set()
    for line in open("/proc/self/maps"):
        span, rights, *_ = line.split()
        if not rights.startswith("rw"):  # libraries' code and constants hold nothing of ours
            continue
        low, high = (int(part, 16) for part in span.split("-"))
        while low < high:
            size = min(high - low, 1 << 24)
            view = ctypes.string_at(low, size).translate(FLIP)
            found |= {{number for number, needle in enumerate(NEEDLES) if needle in view}}
            low += size
    return sorted(found)


def files():
    names = []
    for root, folders, here in os.walk("/"):
        if root.startswith(("/proc", "/sys")):
            folders[:] = []
            continue
        names += [os.path.join(root, name) for name in here]
    return [name for name in names if re.search(r"test_mini|01_mini|solutions/|graders/|[.]git/|batch.json", name)]


def total(values):
    raise RuntimeError("FOUND %s %s END" % (memory(), files()))
"""


def flipped(text: str) -> str:
    return base64.b64encode(bytes(byte ^ 0x55 for byte in text.encode())).decode()


def test_no_expected_value_check_or_solution_reaches_the_worker(server: ForkServer) -> None:
    secrets = [
        "expected-values-live-here",
        "test_negative_is_refused",
        "Two halves and three thirds make a whole",
        "2 * values.astype",
        "return halves(x) * 2 / 3",
    ]
    control = "the-search-itself-holds-this-text"
    report = grade(
        server, SEARCH.format(needles=[flipped(text) for text in [*secrets, control]]), overlay=False, patient=True
    )
    message = result(report, "test_total_is_right").message
    found = re.search(r"FOUND \[(.*?)\] \[(.*?)\] END", message)
    assert found, message
    assert found.group(1) == str(len(secrets)), "only the search's own text is in the worker's memory"
    assert found.group(2) == "", f"readable: {found.group(2)}"


def test_environment_of_a_worker_is_allow_listed(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    source = "import os\n\n\ndef total(values):\n    raise RuntimeError(str(sorted(os.environ)))\n"
    message = result(grade(server, source), "test_total_is_right").message
    assert "TF_CPP_MIN_LOG_LEVEL" in message
    assert "SECRET" not in message
    assert "AUTOGRADER" not in message
    assert os.environ["SECRET_TOKEN"] == "hunter2"


def test_switches_that_tensorflow_offers_are_no_tampering(server: ForkServer) -> None:
    source = """
import tensorflow.experimental.numpy as tnp
tnp.experimental_enable_numpy_behavior()
tf.debugging.enable_check_numerics()
tf.config.run_functions_eagerly(True)
np.set_printoptions(precision=2)


def total(values):
    return SCALE * tf.convert_to_tensor(values).sum()
"""
    report = grade(server, source)
    assert "tampered" not in outcomes(report).values()


def test_whatever_a_learner_writes_to_is_a_stream(server: ForkServer) -> None:
    """Progress bars, summaries and loggers write to sys.stdout and sys.stderr themselves."""
    source = """
import logging, sys
logging.basicConfig(level=logging.DEBUG)


def total(values):
    sys.stdout.write("working…"); sys.stdout.flush(); sys.stderr.write("loud"); print(sys.stdout.encoding, sys.stdout.isatty())
    logging.getLogger("learner").warning("by way of a handler")
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.summary()
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 1)), np.ones((4, 1)), epochs=1)
    return SCALE * tf.reduce_sum(values)


import keras
"""
    report = grade(server, source)
    assert report.score == 10, [check for check in report.checks if check.outcome != "passed"]


def test_a_references_evaluation_belongs_to_what_it_evaluates(server: ForkServer, tmp_path: Path) -> None:
    """Under another seed the reference's observation is another one, and so is what is evaluated of it."""
    root = Path(shutil.copytree(MINI, tmp_path / "mini", ignore=shutil.ignore_patterns("__pycache__")))
    grader_file = root / "autograder" / "graders" / "test_mini.py"
    more = """

@evaluate
def doubled(totals):
    return {"doubled": 2 * totals["total"]}


@check("total", points=0, hint="Twice the total, seen from the clean worker.")
def test_evaluated_total(doubled):
    assert_close(doubled.seen["doubled"], doubled.expected["doubled"])
"""
    grader_file.write_text(grader_file.read_text() + more)
    environment = {**os.environ, "COURSE_SYLLABUS": str(root / "syllabus.toml"), "AUTOGRADER_COURSE": str(root)}
    for run_seed in ("1", "2"):
        command = [
            sys.executable,
            "-m",
            "autograder",
            "grade",
            str(root / "solutions" / "01_mini.py"),
            "--topic",
            "mini",
        ]
        told = tmp_path / f"{run_seed}.json"
        subprocess.run([*command, "--run-seed", run_seed, "--json", str(told)], env=environment, check=True)
        (report,) = json.loads(told.read_text())
        assert {check["outcome"] for part in report["parts"] for check in part["checks"]} == {"passed"}, run_seed
