"""A `CheckRun` in a terminal: as a rich renderable, and as plain text for notebooks without HTML and for pytest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.results import CheckRun, Outcome, Result, dots

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

SYMBOLS: dict[Outcome, str] = {"passed": "✓", "failed": "✗", "error": "!", "not_attempted": "○"}
_STYLES: dict[Outcome, str] = {"passed": "green", "failed": "red", "error": "red", "not_attempted": "dim"}


def rows(result: Result) -> list[tuple[str, str]]:
    """What there is to say about a check that did not pass, as (name, text) pairs; the message has no name."""
    named = [
        ("", result.message),
        ("called", result.call),
        ("came back", result.got),
        ("expected", result.expected),
        ("at", f"{result.where}: {result.code}" if result.code else result.where),
        ("hint", result.hint),
        ("printed", result.printed),
    ]
    return [(name, text) for name, text in named if text]


def block(result: Result) -> str:
    """A failed check in a few lines of plain text, the message first."""
    lines = []
    for name, text in rows(result):
        indent = "  " + f"{name:<10} " if name else ""
        lines.append((indent + text).replace("\n", "\n" + " " * len(indent)))
    return "\n".join(lines)


def plain(run: CheckRun) -> str:
    """The whole run as text without colors."""
    import io

    from rich.console import Console

    file = io.StringIO()
    Console(file=file, width=100, color_system=None, force_terminal=False, force_jupyter=False).print(rendered(run))
    return "\n".join(line.rstrip() for line in file.getvalue().rstrip().split("\n"))


def rendered(run: CheckRun, *, details: bool = True) -> Group:
    """The run for a rich console; without `details` only the first part that does not pass is spelled out."""
    from rich.console import Group
    from rich.text import Text

    topic = run.topic
    head = Text.assemble((f"{topic.number:02d} {topic.title}", "bold"), (f"  {run.source}", "dim"))
    lines: list[Text | Table] = [head, *(Text.assemble(("! ", "red"), note) for note in run.notes)]
    spell_out = True
    for part, results in run.parts():
        waiting = all(result.outcome == "not_attempted" for result in results)
        passed = sum(result.outcome == "passed" for result in results)
        state = "not attempted yet" if waiting else f"{passed} of {len(results)}"
        lines.append(Text.assemble("\n", (part.title, "bold"), (f"  {dots(part.difficulty)}  {state}", "dim")))
        if waiting:
            continue
        lines += [_row(result, spell_out) for result in results]
        if passed < len(results) and not details:
            spell_out = False
    return Group(*lines, Text("\n" + run.next_step()))


def _row(result: Result, spell_out: bool) -> Table:
    """Symbol and title, below them what there is to say; long lines keep their indentation."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=3, justify="right")
    grid.add_column()
    grid.add_row(Text(SYMBOLS[result.outcome], style=f"bold {_STYLES[result.outcome]}"), Text(result.title))
    if result.outcome in ("failed", "error") and spell_out:
        facts = Table.grid(padding=(0, 1))
        facts.add_column(width=9, style="dim")
        facts.add_column()
        for name, text in rows(result):
            if name:
                facts.add_row(name, Text(text, style="magenta" if name == "hint" else ""))
            else:
                grid.add_row("", Text(text, style="bold"))
        if facts.row_count:
            grid.add_row("", facts)
    return grid
