"""A `CheckRun` as HTML for notebooks: light and dark themes, narrow screens, everything of the learner's escaped.

Colors are inherited or chosen to be read on white and on near-black; there are no tables and lists, since Jupyter,
VS Code and Colab each style these in their own way.
"""

from __future__ import annotations

import re
from html import escape

from course.pictures import png
from course.results import CheckRun, Result, dots
from course.syllabus import Part
from course.terminal import SYMBOLS, rows

_STYLE = """<style>
.tf-check{font-size:14px;line-height:1.45;max-width:52rem;overflow-wrap:anywhere;text-align:left}
.tf-check p{margin:.35em 0}
.tf-check .part{margin:.7em 0 .2em;font-weight:600}
.tf-check .dim{opacity:.75;font-weight:400}
.tf-check .tf-row{display:grid;grid-template-columns:1.5em minmax(0,1fr);padding:.2em 0;
border-top:1px solid rgba(128,128,128,.3)}
.tf-check .tf-mark{grid-column:1;font-weight:700}
.tf-check .tf-told{grid-column:2;min-width:0}
.tf-check .passed .tf-mark{color:#2f9e44}
.tf-check .failed .tf-mark,.tf-check .error .tf-mark,.tf-check .alas{color:#e03131}
.tf-check .facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.1em .8em;margin:.25em 0}
.tf-check .name{opacity:.75;overflow-wrap:normal}
.tf-check pre,.tf-check code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.92em;background:none;
color:inherit;padding:0;margin:0;border:0;white-space:pre-wrap;overflow-wrap:anywhere}
.tf-check pre{max-height:16em;overflow:auto}
.tf-check img{max-width:100%;height:auto;margin:.3em 0;border-radius:3px}
.tf-check .next{margin-top:.7em;padding:.4em .7em;border-left:3px solid #4c8dd6}
@media (max-width:480px){.tf-check .facts{grid-template-columns:minmax(0,1fr);gap:0}}
</style>"""
_WORDS = {
    "passed": "passed",
    "failed": "failed",
    "error": "stopped with an error",
    "not_attempted": "not attempted yet",
}


def page(run: CheckRun) -> str:
    """The run as one block of HTML."""
    lines = [f'{_STYLE}<div class="tf-check">']
    if run.only is None:
        lines.append(f"<p><b>{run.topic.number:02d} {escape(run.topic.title)}</b></p>")
    lines += [f'<p><span class="alas">!</span> {_code(note)}</p>' for note in run.notes]
    for part, results in run.parts():
        lines.append(_part(part, results))
        if any(result.outcome != "not_attempted" for result in results):
            lines += [_row(result) for result in results]
    lines.append(f'<p class="next">{_code(run.next_step())}</p></div>')
    return "".join(lines)


def note(text: str) -> str:
    """One sentence in the same style."""
    return f'{_STYLE}<div class="tf-check"><p class="next">{_code(text)}</p></div>'


def _part(part: Part, results: list[Result]) -> str:
    passed = sum(result.outcome == "passed" for result in results)
    waiting = all(result.outcome == "not_attempted" for result in results)
    state = "not attempted yet" if waiting else f"{passed} of {len(results)} checks pass"
    rank = f'<span class="dim" title="difficulty {part.difficulty} of 5">{dots(part.difficulty)}</span>'
    return f'<p class="part"><code>{escape(part.title)}</code> {rank} <span class="dim">{state}</span></p>'


def _row(result: Result) -> str:
    outcome = result.outcome
    word = _WORDS[outcome]
    mark = f'<span class="tf-mark" role="img" aria-label="{word}" title="{word}">{SYMBOLS[outcome]}</span>'
    told = "" if outcome in ("passed", "not_attempted") else _details(result)
    return f'<div class="tf-row {outcome}">{mark}<div class="tf-told">{_code(result.title)}{told}{_drawn(result)}</div></div>'


def _details(result: Result) -> str:
    found = rows(result)
    messages = "".join(f"<p><b>{_lines(text)}</b></p>" for name, text in found if not name)
    pairs = "".join(f'<div class="name">{name}</div><div>{_value(name, text)}</div>' for name, text in found if name)
    return messages + (f'<div class="facts">{pairs}</div>' if pairs else "")


def _value(name: str, text: str) -> str:
    return _code(text) if name == "hint" else f"<pre>{escape(text)}</pre>"


def _drawn(result: Result) -> str:
    images = [image for image in map(png, result.pictures) if image and result.outcome != "not_attempted"]
    if not images:
        return ""
    html = "".join(
        f'<img alt="yours and the target, side by side" src="data:image/png;base64,{image}">' for image in images
    )
    return html if result.outcome == "failed" else f"<details><summary>picture</summary>{html}</details>"


def _lines(text: str) -> str:
    return _code(text).replace("\n", "<br>")


def _code(text: str) -> str:
    """Escaped text whose `backquoted` words are set as code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text))
