"""Reading submissions into cells and running them: every kind of file that learners hand in, and that attackers do."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import frames
from course.reading import Cell, Loaded, UnreadableSubmission, code_of, read_cells, run_cells


def notebook(*sources: Any, tags: dict[int, list[str]] | None = None, **fields: Any) -> bytes:
    """A notebook of code cells; `tags` by position."""
    cells = [
        {"cell_type": "code", "source": source, "metadata": {"tags": (tags or {}).get(number, [])}}
        for number, source in enumerate(sources)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | fields).encode()


def script(text: str) -> list[Cell]:
    return read_cells(text.encode(), ".py")


def loaded(data: bytes | str, given: list[Cell] | None = None, name: str = "submission") -> Loaded:
    suffix = ".py" if isinstance(data, str) else ".ipynb"
    cells = read_cells(data.encode() if isinstance(data, str) else data, suffix)
    return run_cells(cells, given or [], name, filename=f"work{suffix}")


class TestNotebooks:
    def test_code_cells_with_tags_and_ids(self) -> None:
        cells = [
            {"cell_type": "markdown", "source": "# Title"},
            {"cell_type": "code", "source": ["a = 1\n", "b = 2"], "metadata": {"nbgrader": {"grade_id": "part-a"}}},
            {"cell_type": "code", "source": "c = 3", "metadata": {"tags": ["demo", 7]}, "id": "x"},
            {"cell_type": "code", "source": "d = 4", "id": "x"},
        ]
        read = read_cells(notebook(cells=cells), ".IPYNB")
        assert [cell.source for cell in read] == ["a = 1\nb = 2", "c = 3", "d = 4"]
        assert [cell.number for cell in read] == [1, 2, 3]
        assert [cell.id for cell in read] == ["part-a", None, None]
        assert read[1].tags == {"demo"}

    def test_a_check_cell_is_known_by_its_text(self) -> None:
        read = read_cells(notebook('check("fcn", "fuse_skip")', "check('fcn')\n", 'x = check("fcn")'), ".ipynb")
        assert [sorted(cell.tags) for cell in read] == [["check"], ["check"], []]

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "not valid JSON"),
            (b"{" * 50, "not valid JSON"),
            (b"[" * 200_000, "not valid JSON"),
            (b'{"a":' * 100_000, "not valid JSON"),
            (b"\xff\xfe\x00", "not valid JSON"),
            (b"[]", "no notebook"),
            (b"{}", "nbformat"),
            (notebook(nbformat=True), "nbformat"),
            (notebook(nbformat="4"), "nbformat"),
            (notebook(nbformat=3), "re-save"),
            (notebook(nbformat=10**300), "unknown format"),
            (b'{"nbformat": 1' + b"0" * 5000 + b"}", "not valid JSON"),
            (notebook(cells={}), "no list of cells"),
            (notebook(cells=None), "no list of cells"),
            (notebook(cells=[3]), "cell 1"),
            (notebook(cells=[{"source": "x"}]), "cell 1"),
            (notebook(cells=[{"cell_type": "code", "source": 3}]), "cell 1"),
            (notebook(cells=[{"cell_type": "code", "source": ["a", 3]}]), "cell 1"),
            (notebook(cells=[{"cell_type": [], "source": ""}]), "cell 1"),
            (notebook("x = '\0'"), "code cell 1"),
            (notebook("x = 1", "y = '\ud800'"), "code cell 2"),
            (notebook(metadata={"kernelspec": {"language": "R"}}), "'R'"),
            (notebook(metadata={"language_info": {"name": "julia\u202e"}}), "not Python"),
            (notebook(*["1"] * 2001), "2,001 code cells"),
            (b" " * 10_000_001, "10 MB"),
        ],
        ids=lambda value: value[:20] if isinstance(value, str) else "",
    )
    def test_what_is_no_notebook_is_refused_in_one_sentence(self, data: bytes, says: str) -> None:
        with pytest.raises(UnreadableSubmission, match=says) as refused:
            read_cells(data, ".ipynb")
        assert "\n" not in str(refused.value)
        assert len(str(refused.value)) < 200

    @pytest.mark.parametrize("metadata", [None, [], 3, {"kernelspec": 3}, {"kernelspec": {"language": 7}}])
    def test_strange_metadata_are_no_reason_to_refuse(self, metadata: Any) -> None:
        cells = [{"cell_type": "code", "source": "a = 1", "metadata": metadata}]
        assert len(read_cells(notebook(cells=cells, metadata=metadata), ".ipynb")) == 1

    def test_python_by_any_of_its_names(self) -> None:
        for name in ("python", "Python", "ipython", "python3"):
            metadata = {"kernelspec": {"language": name}, "language_info": {"name": name}}
            assert read_cells(notebook("1", metadata=metadata), ".ipynb")

    def test_another_kind_of_file_is_refused(self) -> None:
        with pytest.raises(UnreadableSubmission, match=r"\.ipynb or \.py"):
            read_cells(b"", ".txt")

    @settings(max_examples=200, deadline=None)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(
                    st.sampled_from(["cells", "metadata", "nbformat", "source", "cell_type", "tags", "kernelspec"]),
                    inner | st.sampled_from([4, "code"]),
                )
            ),
        )
    )
    def test_any_json_is_read_or_refused(self, value: Any) -> None:
        for candidate in (value, {"nbformat": 4, "cells": value}, {"nbformat": 4, "cells": [value], "metadata": value}):
            try:
                read_cells(json.dumps(candidate).encode(), ".ipynb")
            except UnreadableSubmission:
                continue

    @settings(max_examples=200, deadline=None)
    @given(st.binary())
    def test_any_bytes_are_read_or_refused(self, data: bytes) -> None:
        for suffix in (".ipynb", ".py"):
            try:
                read_cells(data, suffix)
            except UnreadableSubmission:
                continue


class TestScripts:
    def test_cells_begin_at_markers(self) -> None:
        read = script(
            "# ---\n# jupyter: {a: *b}\n# ---\n"
            "# %% [markdown]\n# text\n"
            '# %% tags=["given"]\nimport math\n'
            '# %% Title of [it] tags=["part", "x"] nbgrader={"grade_id": "part-a"}\ndef f(): pass\n'
            "#%%\nx = 1\n"
        )
        assert [cell.source.strip() for cell in read[1:]] == ["import math", "def f(): pass", "x = 1"]
        assert [sorted(cell.tags) for cell in read[1:]] == [["given"], ["part", "x"], []]
        assert read[2].id == "part-a"
        assert [cell.line for cell in read[1:]] == [6, 8, 10]

    def test_without_markers_it_is_one_cell(self) -> None:
        assert [cell.source for cell in script("a = 1\n\n\nb = 2\n")] == ["a = 1\n\n\nb = 2\n"]
        assert len(script("")) == 1

    def test_markers_in_strings_are_text(self) -> None:
        read = script('# %%\ntext = """\n# %% no cell\n"""\n# %%\nb = 1\n')
        assert len(read) == 2

    def test_an_unclosed_string_costs_its_cell_only(self) -> None:
        result = loaded('# %%\na = 1\n# %%\nb = """\n# %%\nc = 3\n')
        assert result.namespace.c == 3
        assert [(error.number, error.type) for error in result.errors] == [(2, "SyntaxError")]

    @pytest.mark.parametrize("marker", ["# In[3]:", "# In[ ]:", "# <codecell>", "# %%% sub", "#%% title"])
    def test_markers_of_other_tools(self, marker: str) -> None:
        assert len(script(f"a = 1\n{marker}\nb = 2\n")) == 2

    @pytest.mark.parametrize("line", ["# %%time", "    # %%", "# 50%% off", "x = 1  # %%", "# %"])
    def test_what_is_no_marker(self, line: str) -> None:
        assert len(script(f"if 1:\n    a = 1\n{line}\nb = 2\n")) == 1

    def test_commented_magics_act_as_in_the_notebook(self) -> None:
        result = loaded("# %%\n# %time x = 1 + 1\n# !pip install nothing\n# files = !ls\n# a comment = 3\n")
        assert result.errors == []
        assert result.namespace.x == 2
        assert result.namespace.files == []

    def test_byte_order_mark_line_ends_and_encodings(self) -> None:
        assert read_cells("\ufeffx = '中'\r\ny = 2\r".encode(), ".py")[0].source == "x = '中'\ny = 2\n"
        assert "中文" in read_cells("# coding: gbk\nx = '中文'\n".encode("gbk"), ".py")[0].source
        assert "é" in read_cells("# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), ".py")[0].source

    @pytest.mark.parametrize(
        "data",
        [
            "x = '中文'".encode("gbk"),
            b"# coding: rot13\nk = 1",
            b"# coding: punycode\nk = 1",
            b"# coding: no-such\n",
            b"\xef\xbb\xbf# coding: latin-1\n",
            "x = 1".encode("utf-16"),
        ],
    )
    def test_text_that_cannot_be_decoded_is_refused(self, data: bytes) -> None:
        with pytest.raises(UnreadableSubmission, match="UTF-8"):
            read_cells(data, ".py")

    def test_null_bytes_are_refused(self) -> None:
        with pytest.raises(UnreadableSubmission, match="null bytes"):
            read_cells(b"x = 1\0", ".py")

    def test_a_yaml_header_is_not_unfolded(self) -> None:
        bomb = "# ---\n# a: &a [x, x]\n" + "".join(f"# b{i}: &b{i} [*a, *a]\n" for i in range(40)) + "# ---\nx = 1\n"
        assert len(script(bomb)) == 1

    def test_many_markers_in_a_big_file_take_little_time(self) -> None:
        assert len(script("# %%\n" + "\n" * 1_000_000 + "# %%\nx = 1\n" * 1_500)) == 1_500


class TestCode:
    def code(self, source: str) -> str:
        return code_of(Cell(source, frozenset(), 1, None))

    def test_python_stays_as_it_is(self) -> None:
        source = "\n\nx = 5 % 3\n# !ls\ny = '''\n%time\n'''\n"
        assert self.code(source) == source

    @pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 1", "%%capture out", "  %%prun", "%%time\n%%capture"])
    def test_the_body_of_a_timing_magic_runs(self, magic: str) -> None:
        code = self.code(f"{magic}\nx = 1\n%matplotlib inline\ny = 2")
        assert "x = 1" in code
        assert "%%" not in code
        assert code.split("\n")[-1 - code.endswith("\n")] == "y = 2"

    @pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile f.py", "%%javascript", "%%nonsense"])
    def test_other_cell_magics_are_left_out(self, magic: str) -> None:
        assert self.code(f"{magic}\nx = 1") == ""

    def test_escapes_do_nothing(self) -> None:
        result = loaded(notebook("!rm -rf x\nfiles = !ls\n?print\nlen?\n%load_ext foo\n%cd /\nx = 1\n!!ls"))
        assert result.errors == []
        assert result.namespace.x == 1
        assert list(result.namespace.files) == []

    def test_text_that_is_no_python_comes_back(self) -> None:
        for source in ("def f(:\n", "x = (\n", "'''", "\\", "%%", "?" * 100, "(" * 5000):
            assert isinstance(self.code(source), str)


class TestRunning:
    def test_a_cell_that_raises_is_recorded_and_the_next_one_runs(self) -> None:
        result = loaded(
            notebook("a = 1", "1 / 0", "import sys\nsys.exit(3)", "raise KeyboardInterrupt", "def f(:", "b = a")
        )
        assert result.namespace.b == 1
        assert [(error.number, error.type) for error in result.errors] == [
            (2, "ZeroDivisionError"),
            (3, "SystemExit"),
            (4, "KeyboardInterrupt"),
            (5, "SyntaxError"),
        ]
        assert result.errors[1].line == 2
        assert result.errors[3].traceback == "work.ipynb cell 5, line 1\n    def f(:"

    def test_only_the_learners_frames_are_shown(self) -> None:
        result = loaded(notebook("import json\ndef f(x):\n    return json.loads(x)\n", "f('{')"))
        assert result.errors[0].traceback == (
            "work.ipynb cell 2, line 1\n    f('{')\nwork.ipynb cell 1, line 3, in f\n    return json.loads(x)"
        )

    def test_a_script_is_told_its_own_line_numbers(self) -> None:
        result = loaded("# %%\n\n\ndef f():\n    return g()\n# %%\n\nf()\n# %%\nx = (\n")
        assert result.errors[0].traceback.split("\n")[0] == "work.py, line 8"
        assert (result.errors[0].line, result.errors[0].code) == (5, "return g()")
        assert result.errors[1].line == 10

    def test_source_text_can_be_found(self) -> None:
        for data in (notebook("%time 1\ndef f(x):\n    return x\n"), "# %%\n# %%\n\ndef f(x):\n    return x\n"):
            assert inspect.getsource(loaded(data).namespace.f) == "def f(x):\n    return x\n"

    def test_dataclasses_and_future_imports(self) -> None:
        source = "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: NotThere = 1\nB: AlsoNotThere"
        result = loaded(notebook("from __future__ import annotations", source))
        assert result.errors == []
        assert result.namespace.A().x == 1
        assert [error.type for error in loaded(notebook(source)).errors] == ["NameError"]

    def test_main_blocks_do_not_run(self) -> None:
        result = loaded("x = 1\nif __name__ == '__main__':\n    x = 2\n", name="learner_x")
        assert result.namespace.x == 1
        assert result.namespace.__name__ == "learner_x"
        assert sys.modules["learner_x"] is result.namespace

    def test_await_at_the_top_level(self) -> None:
        assert loaded(notebook("import asyncio\nawait asyncio.sleep(0)\nx = 1")).namespace.x == 1

    def test_the_notebook_shell_is_harmless(self) -> None:
        source = (
            "shell = get_ipython()\nshell.system('x'); shell.run_line_magic('matplotlib', 'inline')\n"
            "shell.magic('time y = 5')\nshell.run_cell_magic('time', '', 'z = 6')\n"
            "display(1)\nshell.anything.__name__\nlines = shell.getoutput('ls')"
        )
        result = loaded(notebook(source))
        assert result.errors == []
        assert (result.namespace.y, result.namespace.z, result.namespace.lines) == (5, 6, [])

    def test_demo_and_check_cells_are_left_out(self) -> None:
        data = notebook("a = 1", "b = 1", "check('x')", tags={1: ["demo"]})
        result = loaded(data)
        assert result.errors == []
        assert not hasattr(result.namespace, "b")

    def test_given_cells_come_from_the_course(self) -> None:
        course = [Cell("import math\ndef helper():\n    return 'course'", frozenset({"given"}), 1, None)]
        own = "import math, cmath\ndef helper():\n    return 'mine'"
        result = loaded(notebook(own, "x = helper()\ny = cmath.pi", tags={0: ["given"]}), course)
        assert result.errors == []
        assert result.namespace.x == "course"

    def test_copies_of_the_courses_cells_are_left_out_whatever_their_tags(self) -> None:
        course = [
            Cell("runs = []", frozenset({"given"}), 1, None),
            Cell("def f(): ...", frozenset({"part"}), 2, None),
            Cell("runs.append('demo')", frozenset({"demo"}), 3, None),
        ]
        result = loaded(notebook("runs = []", "runs.append('demo')", "runs.append('own')", "def f(): ..."), course)
        assert result.namespace.runs == ["own"]
        assert callable(result.namespace.f)

    def test_errors_whose_text_cannot_be_shown(self) -> None:
        result = loaded(
            notebook(
                "class E(Exception):\n    def __str__(self):\n        raise SystemExit\nraise E",
                "class F(Exception):\n    def __str__(self):\n        return 'a\\x1b[31m\\x00b' + 'x' * 9999\nraise F",
                "class M(type):\n    @property\n    def __name__(cls):\n        raise ValueError\n"
                "class G(Exception, metaclass=M): ...\nraise G",
                "def f():\n    f()\nf()",
            )
        )
        messages = [error.message for error in result.errors]
        assert messages[0] == frames.NO_TEXT
        assert messages[1].startswith("abxxx")
        assert len(messages[1]) <= frames.MAX_MESSAGE + 1
        assert result.errors[2].type in ("G", "Exception")
        assert len(result.errors[3].traceback) < 2_000

    def test_check_does_nothing_while_loading(self) -> None:
        result = loaded(notebook("from course import check\nx = check('no such topic')\n"))
        assert result.errors == []
        assert result.namespace.x is None

    def test_plots_need_no_screen(self) -> None:
        source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nname = plt.get_backend().lower()"
        result = loaded(notebook(source))
        assert result.errors == []
        assert result.namespace.name == "agg"

    def test_reading_is_light(self) -> None:
        code = (
            "import sys, course.reading as r\n"
            "r.run_cells(r.read_cells(b'# %%\\nx = 1', '.py'), [], 'm', filename='f.py')\n"
            "print([m for m in ('tensorflow', 'keras', 'IPython', 'jupytext', 'numpy', 'pytest') if m in sys.modules])"
        )
        out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert out.strip() == "[]"


class TestFrames:
    def error(self, loaded: Loaded, name: str) -> BaseException:
        with pytest.raises(Exception) as caught:  # noqa: PT011  # the tests look at what it is
            getattr(loaded.namespace, name)()
        return caught.value

    def test_a_stub_is_known_by_where_it_raises(self) -> None:
        source = (
            "class Base:\n    def call(self): raise NotImplementedError\n"
            "def stub():\n    '''doc'''\n    raise NotImplementedError('later')\n"
            "def through(): return stub()\n"
            "def library():\n    import numbers\n    return numbers.Complex.__add__(1, 2)\n"
            "def library_too():\n    import io\n    return io.RawIOBase().readinto1()\n"
        )
        result = loaded(notebook(source))
        names = vars(result.namespace)
        assert frames.is_stub(self.error(result, "stub"), names)
        assert frames.is_stub(self.error(result, "through"), names)
        assert not frames.is_stub(self.error(result, "library"), names)
        assert not frames.is_stub(NotImplementedError(), names)

    def test_library_wrappings_are_taken_off(self) -> None:
        keras = "Exception encountered when calling M.call().\n\n\x1b[1mthe cause\x1b[0m\n\nArguments received by M.call():\n  x"
        assert frames.message_of(ValueError(keras)) == "the cause"
        op = "{{function_node __wrapped__MatMul_device_/job:localhost}} Matrix size-incompatible [Op:MatMul] name: "
        values = "\x1b[1mInvalid input shape for input [[ 1.25 2.5]\n [0.5 0.75]] with name 'x' and path ''. Expected shape (None, 3)"
        told = "Invalid input shape for input with name 'x' and path ''. Expected shape (None, 3)"
        assert frames.message_of(ValueError(values)) == told
        assert frames.message_of(ValueError(values[:40])) == "Invalid input shape for input"
        unknown = "Unknown variable: <Variable path=a/kernel, shape=(1, 1), dtype=float32, value=[[1.5372006]]>. This …"
        assert frames.message_of(ValueError(unknown)) == unknown.replace(", value=[[1.5372006]]", "")
        tensor = (
            "for Tensor with dtype float64: <tf.Tensor: shape=(2, 1), dtype=float64, numpy=\narray([[ 0.5],\n [1.25]])>"
        )
        assert frames.message_of(ValueError(tensor)).endswith("<tf.Tensor: shape=(2, 1), dtype=float64>")
        assert frames.message_of(ValueError(op)) == "Matrix size-incompatible"

    def test_files_that_are_no_cells_are_taken_off(self) -> None:
        created = (
            'unsupported: EagerPyFunc\nThe op is created at: \nFile "<frozen runpy>", line 8, in _run\n'
            'File "/srv/autograder/graders/test_fcn.py", line 7, in seen\nFile "<observation seen>", line 7, in seen\n'
            'File "<fcn.ipynb cell 3>", line 2, in step\n\tconversion failed'
        )
        assert frames.message_of(ValueError(created)) == (
            'unsupported: EagerPyFunc\nThe op is created at: \nFile "<fcn.ipynb cell 3>", line 2, in step\n\tconversion failed'
        )
