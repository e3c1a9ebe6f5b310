"""Render self-contained pages: templates with autoescape, one style sheet, scripts only by hash."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from autograder.records import write_atomically
from autograder.report.findings import findings, stopped_as_a_whole
from autograder.report.names import percent, points, readable
from autograder.report.outcomes import OUTCOMES, WORDS
from autograder.text import clean, one_line

TEMPLATES = Path(__file__).with_name("templates")


def write_page(path: Path, template: str, script: str | None = None, **values: Any) -> Path:
    """Render `template` into the one file `path`; nothing in it loads from elsewhere.

    The content security policy names the style sheet and the script (if any) by hash: whatever else might look like
    code in the page is dead.
    """
    page = (
        _environment()
        .get_template(template)
        .render(
            style=_asset("style.css"),
            script=_asset(script) if script else None,
            policy=_policy(script),
            **values,
        )
    )
    write_atomically(path, page.encode("utf-8", "backslashreplace"))
    return path


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        line=one_line,
        said=clean,
        points=points,
        percent=percent,
        readable=readable,
        heat=heat,
        seconds=seconds,
        signed=signed,
    )
    environment.tests["all_passed"] = lambda part: all(check.outcome == "passed" for check in part.checks)
    environment.globals.update(WORDS=WORDS, OUTCOMES=OUTCOMES, findings=findings, stopped_as_a_whole=stopped_as_a_whole)
    return environment


def heat(share: float | None) -> str:
    """The class of a colored cell: h0 (none) to h4, h5 for all; the number is always in the cell too."""
    if share is None:
        return "none"
    return "h5" if share >= 1 else f"h{min(int(share * 5), 4)}"


def signed(value: float | None) -> str:
    """A correlation in two decimals: `0.41`, `−0.05`, a dash for none."""
    return "–" if value is None else f"{value:.2f}".replace("-0.00", "0.00").replace("-", "\u2212")


def seconds(value: float) -> str:
    """A duration: `0.02 s`, `12 s`, `3 min 20 s`."""
    if value >= 60:
        minutes, rest = divmod(round(value), 60)
        return f"{minutes}\u00a0min {rest}\u00a0s"
    return f"{value:.0f}\u00a0s" if value >= 10 else f"{value:.2f}\u00a0s"


def _asset(name: str) -> Markup:
    """A file of ours that goes into the page as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def _policy(script: str | None) -> str:
    allowed = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", f"style-src {_hash('style.css')}"]
    if script:
        allowed.append(f"script-src {_hash(script)}")
    return "; ".join(allowed)


def _hash(name: str) -> str:
    digest = hashlib.sha256(str(_asset(name)).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
