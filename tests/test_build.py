"""`autograder build`: solution scripts become learners' notebooks, the same bytes each time, or a clear error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
import typer
from typer.testing import CliRunner

from autograder.build import Stale, build, build_command, learner_notebook, outputs, source_notebook
from autograder.lesson import BuildError
from course import syllabus
from course.syllabus import Part, Topic

ROOT = Path(__file__).resolve().parents[1]
TOPIC = Topic(
    name="toy",
    number=7,
    title="Toys",
    chinese="玩具",
    parts=(Part(("double", "halve"), 3, 25, 1.5), Part(("Counter",), 1, 10, 1.0)),
)
SYLLABUS = """
[toy]
number = 7
title = "Toys"
chinese = "玩具"
requires = ["blocks"]
parts = [
  { names = ["double", "halve"], difficulty = 3, minutes = 25, points = 1.5 },
  { names = ["Counter"], difficulty = 1, minutes = 10, points = 1.0 },
]
"""
SCRIPT = '''\
# %% [markdown]
# # 07 · Toys · 玩具
#
# What you will learn.

# %% tags=["given"]
import math

from course import check

# %% [markdown]
# ## `double` and `halve`
#
# The idea.

# %% [markdown]
# A picture of the idea.

# %% tags=["part"]
### BEGIN SOLUTION
def _scaled(value, factor):
    return value * factor


### END SOLUTION


def double(value):
    """Twice the value."""
    ### BEGIN SOLUTION
    return _scaled(value, 2)
    ### END SOLUTION


def halve(value):
    """Half the value."""
    ### BEGIN SOLUTION
    half = _scaled(value, 0.5)
    ### END SOLUTION
    return half


# %% tags=["demo"]
print(double(math.pi))

# %% [markdown]
# ## `Counter`


# %% tags=["part"]
class Counter:
    """Counts."""

    ### BEGIN SOLUTION
    def _step(self):
        return 1

    ### END SOLUTION

    def count(self):
        """One more."""
        ### BEGIN SOLUTION
        return self._step()
        ### END SOLUTION


# %% [markdown]
# ## What you have learned
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "07_toy.py").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


def rewrite(root: Path, old: str, new: str) -> None:
    """Put `new` in place of `old` in the toy script, which must hold it once at least."""
    assert old in SCRIPT
    (root / "solutions" / "07_toy.py").write_text(SCRIPT.replace(old, new, 1), encoding="utf-8")


def cells(notebook: Any, tag: str) -> list[Any]:
    return [cell for cell in notebook.cells if cell.metadata.get("tags") == [tag]]


def test_stubs_replace_the_bodies_and_helpers_leave_nothing(root: Path) -> None:
    double_and_halve, counter = cells(learner_notebook(TOPIC, root), "part")
    assert double_and_halve.source == (
        'def double(value):\n    """Twice the value."""\n    raise NotImplementedError\n\n\n'
        'def halve(value):\n    """Half the value."""\n    raise NotImplementedError\n    return half'
    )
    assert counter.source == (
        'class Counter:\n    """Counts."""\n\n    def count(self):\n        """One more."""\n'
        "        raise NotImplementedError"
    )


def test_stub_cells_run_and_their_functions_raise(root: Path) -> None:
    namespace: dict[str, Any] = {}
    for cell in cells(learner_notebook(TOPIC, root), "part"):
        exec(cell.source, namespace)
    for call in (lambda: namespace["double"](1), lambda: namespace["halve"](1), namespace["Counter"]().count):
        with pytest.raises(NotImplementedError):
            call()


def test_a_check_cell_follows_each_part(root: Path) -> None:
    notebook = learner_notebook(TOPIC, root)
    kinds = [cell.metadata.get("tags", ["text"])[0] for cell in notebook.cells]
    assert kinds == ["text", "given", "text", "text", "part", "check", "demo", "text", "part", "check", "text"]
    assert [cell.source for cell in cells(notebook, "check")] == ['check("toy", "double")', 'check("toy", "Counter")']
    assert [cell.metadata.nbgrader.points for cell in cells(notebook, "check")] == [1.5, 1.0]


def test_headings_say_what_a_part_takes(root: Path) -> None:
    texts = [cell.source for cell in learner_notebook(TOPIC, root).cells if cell.cell_type == "markdown"]
    assert texts[0].split("\n")[2].startswith("*2 parts · about 35 minutes · 2.5 points")
    assert "`course check toy`" in texts[0]
    assert texts[1] == "## `double` and `halve`\n\n*●●●○○ · about 25 minutes · 1.5 points*\n\nThe idea."
    assert texts[2] == "A picture of the idea."
    assert texts[3] == "## `Counter`\n\n*●○○○○ · about 10 minutes · 1 point*"
    assert texts[4] == "## What you have learned"


def test_learners_may_edit_parts_and_demonstrations_only(root: Path) -> None:
    notebook = learner_notebook(TOPIC, root)
    editable = [
        cell.metadata.get("tags", ["text"])[0] for cell in notebook.cells if cell.metadata.get("editable", True)
    ]
    assert editable == ["part", "demo", "part"]
    assert all(cell.metadata.deletable is False for cell in cells(notebook, "part"))


def test_notebooks_carry_no_trace_of_the_machine_or_of_solutions(root: Path) -> None:
    build([TOPIC], root)
    text = outputs(TOPIC, root)[0].read_text(encoding="utf-8")
    content = json.loads(text)
    assert text.endswith("}\n")
    assert not any(word in text for word in (str(root), "SOLUTION", "_scaled", "_step"))
    assert content["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    codes = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in codes)


def test_building_twice_gives_the_same_bytes(root: Path) -> None:
    assert build([TOPIC], root) == [
        Stale("exercises/07_toy/toy.ipynb", "missing"),
        Stale("course/pristine/toy.ipynb", "missing"),
    ]
    exercise, pristine = outputs(TOPIC, root)
    first = exercise.read_bytes()
    assert build([TOPIC], root) == []
    exercise.unlink()
    assert build([TOPIC], root) == [Stale("exercises/07_toy/toy.ipynb", "missing")]
    assert exercise.read_bytes() == pristine.read_bytes() == first


def test_cell_ids_outlive_changes_elsewhere(root: Path) -> None:
    before = {cell.id for cell in learner_notebook(TOPIC, root).cells}
    rewrite(root, "# The idea.", "# Another idea.\n\n# %% [markdown]\n# One cell more.")
    after = {cell.id for cell in learner_notebook(TOPIC, root).cells}
    assert {"toy-part-double", "toy-check-Counter", "toy-given-01"} <= before
    assert before < after


def test_source_notebook_keeps_solutions_and_metadata(root: Path) -> None:
    notebook = source_notebook(TOPIC, root)
    nbformat.validate(notebook)
    assert "return _scaled(value, 2)" in cells(notebook, "part")[0].source
    assert cells(notebook, "part")[0].metadata.nbgrader.solution
    assert "checksum" not in cells(notebook, "check")[0].metadata.nbgrader


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            '# %% tags=["demo"]', "# %%", r"07_toy.py:\d+ \(cell 6\).*has no tag.*Give it exactly one", id="no tag"
        ),
        pytest.param('["demo"]', '["demo", "part"]', r"has the tags \['demo', 'part'\]", id="two tags"),
        pytest.param('["demo"]', '["homework"]', r"has the tags \['homework'\]", id="unknown tag"),
        pytest.param('["demo"]', '["check"]', "written by the build", id="check cell"),
        pytest.param("def halve", "def third", "halve is missing and third is too much", id="a name missing"),
        pytest.param("class Counter", "class Abacus", "Abacus, none of them a name of toy", id="a foreign name"),
        pytest.param("print(double", "### BEGIN SOLUTION\nprint(double", "outside of a part cell", id="stray marker"),
        pytest.param("    ### BEGIN SOLUTION\n    half", "    half", "ends before it begins", id="no begin"),
        pytest.param(
            "    return _scaled(value, 2)\n    ### END SOLUTION", "    return 2", "begins inside another", id="nested"
        ),
        pytest.param(
            "        return self._step()\n        ### END SOLUTION", "        return 1", "no end", id="no end"
        ),
        pytest.param(
            "    ### BEGIN SOLUTION\n    half", "    # BEGIN SOLUTION\n    half", "alone on a line", id="marker"
        ),
        pytest.param(
            "        ### BEGIN SOLUTION\n        return self._step()\n        ### END SOLUTION",
            "        return 1",
            "no function body of Counter is marked",
            id="body not marked",
        ),
        pytest.param("half = _scaled(", "half = = _scaled(", r"not Python: invalid syntax \(line 19", id="syntax"),
        pytest.param("from course import check", "", "from course import check", id="check not imported"),
        pytest.param("# ## `Counter`", "# `Counter`", "no heading above this part", id="no heading"),
        pytest.param("# # 07", "# 07", "its title", id="no title"),
        pytest.param("print(double", "### BEGIN HIDDEN TESTS\nprint(double", "autograder/graders", id="hidden tests"),
        pytest.param("# %% [markdown]\n# # 07", "# ---\n# a: b\n# ---\n# %% [markdown]\n# # 07", "YAML", id="header"),
    ],
)
def test_a_wrong_script_is_refused(root: Path, old: str, new: str, message: str) -> None:
    rewrite(root, old, new)
    with pytest.raises(BuildError, match=message) as caught:
        build([TOPIC], root)
    assert str(caught.value).startswith("solutions/07_toy.py")
    assert not any(path.exists() for path in outputs(TOPIC, root))


def test_a_part_without_cell_is_refused(root: Path) -> None:
    rewrite(root, SCRIPT[SCRIPT.index('# %% tags=["part"]\nclass') : SCRIPT.index("# %% [markdown]\n# ## What")], "")
    with pytest.raises(BuildError, match="no part cell for Counter"):
        build([TOPIC], root)


def test_a_part_defined_twice_is_refused(root: Path) -> None:
    start, end = SCRIPT.index("# %% [markdown]\n# ## `Counter`"), SCRIPT.index("# %% [markdown]\n# ## What")
    rewrite(root, SCRIPT[start:end], SCRIPT[start:end] * 2)
    with pytest.raises(BuildError, match=r"Counter is already defined at solutions/07_toy.py:\d+"):
        build([TOPIC], root)


def test_errors_name_the_line_of_the_cell(root: Path) -> None:
    rewrite(root, "class Counter", "class Abacus")
    line = SCRIPT.split("\n").index("class Counter:")  # from 0, so the line above: the marker
    with pytest.raises(BuildError, match=rf"07_toy.py:{line} \(cell 8\)"):
        build([TOPIC], root)


def test_metadata_that_nbgrader_refuses_is_an_error(root: Path) -> None:
    negative = Topic("toy", 7, "Toys", "玩具", (TOPIC.parts[0], Part(("Counter",), 1, 10, -1.0)))
    with pytest.raises(BuildError, match="not valid"):
        build([negative], root)


@pytest.fixture
def command(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[typer.Typer]:
    """`autograder build` alone, for a course whose only topic is the toy."""
    (root / "syllabus.toml").write_text(SYLLABUS, encoding="utf-8")
    monkeypatch.setenv("COURSE_SYLLABUS", str(root / "syllabus.toml"))
    monkeypatch.setenv("AUTOGRADER_COURSE", str(root))
    syllabus.topics.cache_clear()
    app = typer.Typer()
    app.command("build")(build_command)
    yield app
    syllabus.topics.cache_clear()


def test_command_builds_then_has_nothing_to_do(command: typer.Typer, root: Path) -> None:
    first = CliRunner().invoke(command, [])
    assert first.exit_code == 0, first.output
    assert "wrote exercises/07_toy/toy.ipynb" in first.output
    assert "builds on blocks" in outputs(TOPIC, root)[0].read_text(encoding="utf-8")
    second = CliRunner().invoke(command, ["toy"])
    assert second.exit_code == 0
    assert second.output == "1 topic is up to date.\n"


def test_command_check_lists_stale_files_and_writes_nothing(command: typer.Typer, root: Path) -> None:
    CliRunner().invoke(command, [])
    exercise, pristine = outputs(TOPIC, root)
    exercise.write_text("{}", encoding="utf-8")
    pristine.unlink()
    result = CliRunner().invoke(command, ["--check"])
    assert result.exit_code == 1
    assert "exercises/07_toy/toy.ipynb: differs" in result.output
    assert "course/pristine/toy.ipynb: missing" in result.output
    assert exercise.read_text(encoding="utf-8") == "{}"
    assert not pristine.exists()


def test_command_does_not_write_over_work(command: typer.Typer, root: Path) -> None:
    CliRunner().invoke(command, [])
    exercise, pristine = outputs(TOPIC, root)
    exercise.write_bytes(exercise.read_bytes().replace(b"raise NotImplementedError", b"return 2 * value"))
    refused = CliRunner().invoke(command, [])
    assert refused.exit_code == 1
    assert "somebody has worked in this notebook" in refused.output
    assert b"return 2 * value" in exercise.read_bytes()
    assert CliRunner().invoke(command, ["--force"]).exit_code == 0
    assert exercise.read_bytes() == pristine.read_bytes()


def test_command_rebuilds_what_the_last_build_wrote(command: typer.Typer, root: Path) -> None:
    CliRunner().invoke(command, [])
    rewrite(root, "# The idea.", "# Another idea.")
    assert CliRunner().invoke(command, []).exit_code == 0
    assert "Another idea." in outputs(TOPIC, root)[0].read_text(encoding="utf-8")


def test_command_says_what_is_wrong(command: typer.Typer, root: Path) -> None:
    result = CliRunner().invoke(command, ["toi"])
    assert result.exit_code == 1
    assert "there is no topic 'toi'" in result.output
    (root / "solutions" / "07_toy.py").unlink()
    result = CliRunner().invoke(command, ["toy"])
    assert result.exit_code == 1
    assert "Write the solution script of topic toy first" in result.output


@pytest.mark.parametrize("topic", syllabus.topics(), ids=lambda topic: topic.name)
def test_committed_notebooks_are_up_to_date(topic: Topic) -> None:
    stale = build([topic], ROOT, check=True)
    assert not stale, f"run `autograder build {topic.name}` and commit what it writes"


def test_no_notebook_is_left_of_a_topic_that_is_gone() -> None:
    expected = {outputs(topic, ROOT)[1] for topic in syllabus.topics()}
    assert set(ROOT.glob("course/pristine/*.ipynb")) <= expected
