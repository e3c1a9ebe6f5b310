"""Takes a topic to Kaggle and Colab (`course host`): its notebook, set up to install the course there, and Kaggle's metadata."""

from __future__ import annotations

import json
import os
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course import places
from course.notebooks import read_notebook, set_aside, write
from course.places import NotFound
from course.syllabus import CourseError, Topic

DEFAULT_INSTALL = "tf-exercises"
METADATA_FILE = "kernel-metadata.json"
UNKNOWN_USER = "your-kaggle-name"
TAG = "host"
"""Marks the cells that are added here, so that a notebook that comes back from a host does not get them twice."""

_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_NOT_IN_A_SPEC = re.compile(r"[\x00-\x1f\x7f'\"\\`${}]|^-")

_SETUP = """\
# On Kaggle or Colab, run this cell first: it installs the course. At home, where you have it already, leave it out.
# Open in Colab: https://colab.research.google.com, then File, Upload notebook. On Kaggle, Internet must be switched on.
%pip install --quiet {spec}"""


class CannotHost(CourseError):
    """The folder or an option cannot be used; the message says what to do instead."""


@dataclass(frozen=True)
class Hosted:
    """What was written, and `notes`: one sentence for each thing that the learner should know."""

    notebook: Path
    metadata: Path
    notes: list[str] = field(default_factory=list)

    @property
    def needs_user(self) -> bool:
        """Whether the metadata still want the learner's name on Kaggle."""
        return _owner(self.metadata) == UNKNOWN_USER


def host(topic: Topic, out: Path, install: str = DEFAULT_INSTALL, user: str | None = None) -> Hosted:
    """Write `<topic>.ipynb` and `kernel-metadata.json` into the folder `out`, which is made where it is missing.

    The notebook is the learner's, or else the untouched one. Before its cells come one that installs the course by pip
    from `install` (a requirement or a URL) and one that writes the public checks beside it. Its metadata ask for a GPU,
    in Colab's words and in Kaggle's. `kernel-metadata.json` holds the fields that Kaggle's API documents
    (github.com/Kaggle/kaggle-api, docs/kernels_metadata.md); `user` is the owner's name there, by default that of the
    file which is there already, or `$KAGGLE_USERNAME`.

    A file of the same name that is in `out` already and differs stays as a numbered backup. Nothing else is touched.

    Raises:
        CannotHost: `out` is a file, or the folder that the learner works in; `install` or `user` is not usable.
        NotFound: there is no notebook, or none that can be read.
    """
    source, notes = _source(topic)
    _check_folder(out, source)
    hosted = Hosted(out / f"{topic.name}.ipynb", out / METADATA_FILE, notes)
    notebook = _notebook(topic, source, _requirement(install), notes)
    metadata = _metadata(topic, _user(user, hosted.metadata))
    try:
        out.mkdir(parents=True, exist_ok=True)
        _put(hosted.notebook, _text(notebook), notes)
        _put(hosted.metadata, json.dumps(metadata, indent=2) + "\n", notes)
    except OSError as error:
        raise CannotHost(f"{out} cannot be written ({error.strerror}): choose another folder for --out.") from error
    return hosted


def _source(topic: Topic) -> tuple[Path, list[str]]:
    """The learner's notebook, or the untouched one; a note where there is more to say."""
    try:
        folder = places.topic_folder(topic)
    except NotFound:
        folder = Path.cwd()
    own, script = folder / f"{topic.name}.ipynb", folder / f"{topic.name}.py"
    if own.is_file():
        if script.is_file() and script.stat().st_mtime_ns > own.stat().st_mtime_ns:
            return own, [f"{script.name} is newer than {own.name}, but hosts want a notebook: {own.name} was taken."]
        return own, []
    pristine = places.pristine_notebook(topic)
    if not pristine.is_file():
        raise NotFound(f"there is no {own}, and the untouched notebook is missing: install the course again.")
    return pristine, [f"There is no {own.name} of yours in {folder}: the untouched notebook was taken."]


def _check_folder(out: Path, source: Path) -> None:
    if out.exists() and not out.is_dir():
        raise CannotHost(f"{out} is a file: name a folder for --out.")
    if out.resolve() == source.parent.resolve():
        raise CannotHost(f"{out} is the folder of {source.name} itself: name another one for --out.")


def _requirement(install: str) -> str:
    """What pip is told to install, quoted for the shell behind `%pip`."""
    spec = install.strip()
    if not spec or _NOT_IN_A_SPEC.search(spec):
        raise CannotHost(
            f"{install!r} is nothing that pip can install by --install: give one requirement or URL, such as "
            f"{DEFAULT_INSTALL}, '{DEFAULT_INSTALL}>=0.1' or git+https://…, without quotes, $, braces or line breaks in it."
        )
    return shlex.quote(spec)


def _user(user: str | None, metadata: Path) -> str:
    name = user or _owner(metadata) or os.environ.get("KAGGLE_USERNAME") or UNKNOWN_USER
    if not _USER.fullmatch(name):
        raise CannotHost(f"{name!r} is no name on Kaggle: it is what follows kaggle.com/ in the address of your page.")
    return name


def _owner(metadata: Path) -> str | None:
    """The name in a `kernel-metadata.json`, where it is one that tells a name."""
    try:
        identity = json.loads(metadata.read_bytes())["id"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    owner = identity.partition("/")[0] if isinstance(identity, str) else ""
    return owner if _USER.fullmatch(owner) else None


def _notebook(topic: Topic, source: Path, requirement: str, notes: list[str]) -> Any:
    from nbformat.v4 import new_code_cell

    notebook = read_notebook(source)
    added = [new_code_cell(_SETUP.format(spec=requirement), id="host-install", metadata={"tags": [TAG]})]
    try:
        checks = places.test_file(topic).read_text(encoding="utf-8")
    except NotFound:
        notes.append(f"The public checks of {topic.name} are not on this machine, so check cells will not work there.")
    else:
        hidden = {"tags": [TAG], "jupyter": {"source_hidden": True}, "cellView": "form"}
        added.append(new_code_cell(f"%%writefile test_{topic.name}.py\n{checks}", id="host-checks", metadata=hidden))
    kept = [cell for cell in notebook.cells if TAG not in cell.metadata.get("tags", [])]
    for cell in added:
        if notebook.nbformat_minor < 5:  # cells have ids since 4.5
            del cell["id"]
    notebook.cells = added + kept
    notebook.metadata.update(_for_hosts())
    return notebook


def _for_hosts() -> dict[str, Any]:
    """Metadata of the notebook itself: the kernel, and a GPU in Colab's words and in Kaggle's."""
    return {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
        "colab": {"provenance": [], "gpuType": "T4"},
        "kaggle": {
            "accelerator": "nvidiaTeslaT4",
            "dataSources": [],
            "isGpuEnabled": True,
            "isInternetEnabled": True,
            "language": "python",
            "sourceType": "notebook",
        },
    }


def _metadata(topic: Topic, user: str) -> dict[str, Any]:
    """Kaggle's description of the notebook. The title says the same as the id: else Kaggle makes up another id."""
    title = f"TensorFlow exercises {topic.number:02d} {topic.name.replace('_', ' ')}"
    return {
        "id": f"{user}/{title.lower().replace(' ', '-')}",
        "title": title,
        "code_file": f"{topic.name}.ipynb",
        "language": "python",
        "kernel_type": "notebook",
        "is_private": True,
        "enable_gpu": True,
        "enable_tpu": False,
        "enable_internet": True,
        "dataset_sources": [],
        "competition_sources": [],
        "kernel_sources": [],
        "model_sources": [],
    }


def _text(notebook: Any) -> str:
    import nbformat

    return str(nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"


def _put(path: Path, text: str, notes: list[str]) -> None:
    """Write a file; another one that was there stays as a backup, with a note."""
    content = text.encode()
    if path.is_file():
        if path.read_bytes() == content:
            return
        notes.append(f"{path} was there already: it is kept as {set_aside(path).name}.")
    write(path, content)
