"""Runs all attacks and prints what became of each: `make attacks`, or `python -m tests.attacks [--topics] [--quick] [--peers] [WORD…]`.

With `--topics`, some of them go against real topics too. Exit status 1 when one gained something.
"""

from __future__ import annotations

import argparse
import secrets
import sys

from rich.console import Console
from rich.table import Table

from autograder.records import Report
from autograder.running import warm_server
from autograder.text import terminal
from tests.attacks import HONEST, Attack, attacks, found
from tests.engine import grade


def verdict(attack: Attack, report: Report, honest: Report) -> str:
    """What to say of an attack."""
    if report.score > honest.score:
        return "[bold red]gained[/]"
    if report.max_score < honest.max_score:
        return "[bold red]our fault[/]"
    if attack.words[0].startswith("FOUND") and found(report) != {attack.words[0]}:
        return "[bold red]found more[/]"
    return "[green]gained nothing[/]" if attack.told(report) else "[yellow]told otherwise[/]"


def main() -> int:
    """The command."""
    options = argparse.ArgumentParser(
        prog="python -m tests.attacks", description="Let hostile submissions attack the grader."
    )
    options.add_argument("words", nargs="*", help="only attacks whose name or class holds one of these")
    options.add_argument("--quick", action="store_true", help="leave out those that wait for a time limit")
    options.add_argument("--topics", action="store_true", help="run some against real topics too")
    options.add_argument("--peers", action="store_true", help="run those that apply against other graders")
    given = options.parse_args()
    if given.peers:
        return _against_peers(given.words)
    console = Console()
    view = Table("class", "attack", "outcome", "score", "verdict", header_style="bold")
    bad = 0
    with warm_server() as server:
        honest = grade(server, HONEST, overlay=False)
        for attack in attacks():
            if (
                given.quick
                and attack.slow
                or given.words
                and not any(word in f"{attack.kind} {attack.name}" for word in given.words)
            ):
                continue
            report = attack.run(server)
            said = verdict(attack, report, honest)
            bad += "red" in said
            shown = attack.told(report) or next(report.checks)
            view.add_row(attack.kind, attack.name, shown.outcome, f"{report.score:g} of honest {honest.score:g}", said)
            console.print(f"{attack.name}: {terminal(attack.tries)}", style="dim", highlight=False)
        if given.topics:
            from tests.test_attacks import TOPICS, on_topic

            for name in TOPICS:
                for attack_name, report, plain in on_topic(name, server, secrets.randbits(128)):
                    worst = min(report.checks, key=lambda check: check.outcome == "failed").outcome
                    said = (
                        "[green]gained nothing[/]"
                        if report.score <= plain.score and report.max_score == plain.max_score
                        else "[bold red]gained[/]"
                    )
                    bad += "red" in said
                    view.add_row(
                        f"topic {name}", attack_name, worst, f"{report.score:g} of honest {plain.score:g}", said
                    )
    console.print(view)
    console.print(
        f"{view.row_count} attacks; {bad} gained something"
        if bad
        else f"{view.row_count} attacks; none gained anything"
    )
    return 1 if bad else 0


def _against_peers(words: list[str]) -> int:
    """Attacks that mean something to other graders too, against ours and theirs; exit status 1 when ours lost points."""
    from tests.attacks import peers

    console, every = Console(), peers.peers()
    baseline = peers.baselines(HONEST, every)
    view = Table("attack", "tf-exercises", *(peer.name for peer in every), header_style="bold")
    lost, gained = 0, dict.fromkeys(baseline, 0)
    with warm_server() as server:
        honest = grade(server, HONEST, overlay=False)
        for attack in attacks():
            if not peers.applies(attack) or words and not any(word in f"{attack.kind} {attack.name}" for word in words):
                continue
            ours = attack.run(server).score
            lost += ours > honest.score
            theirs = peers.compare(attack, HONEST, every, baseline)
            for name, said in theirs.items():
                gained[name] += "red" in said
            view.add_row(
                attack.name,
                f"[bold red]{ours:g}[/]" if ours > honest.score else f"[green]{ours:g}[/]",
                *theirs.values(),
            )
            console.print(f"{attack.name}: {terminal(attack.tries)}", style="dim", highlight=False)
    view.add_row("successful", str(lost), *map(str, gained.values()), style="bold")
    console.print(view)
    told = ", ".join(f"{name} {'none' if score is None else format(score, 'g')}" for name, score in baseline.items())
    console.print(
        f"{peers.versions()}. Honest wrong answers score: tf-exercises {honest.score:g}, {told}.", highlight=False
    )
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
