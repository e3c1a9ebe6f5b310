"""`autograder doctor`: what this machine has for safe grading, and what to install."""

from __future__ import annotations

import os
import time

import psutil
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.client import ForkServer
from autograder.errors import ServerError
from autograder.references import cache_folder, versions
from autograder.sandbox import Policy, layers


def examine(console: Console) -> bool:
    """Print every layer and a trial of the whole; True when this machine can grade untrusted code."""
    view = Table("layer", "here", "detail", "what to do", header_style="bold")
    found = layers()
    for layer in found:
        state = "[green]yes[/]" if layer.available else "[yellow]no[/] (optional)" if layer.optional else "[red]no[/]"
        view.add_row(layer.name, state, escape(layer.detail), "" if layer.available else escape(layer.remedy))
    console.print(view)
    memory = psutil.virtual_memory().total / 2**30
    console.print(f"{os.cpu_count()} cores, {memory:.0f} GiB of memory; reference observations in {cache_folder()}")
    console.print(", ".join(f"{name} {version}" for name, version in versions().items()), highlight=False)
    ready = all(layer.available or layer.optional for layer in found)
    if ready:
        ready = _trial(console)
    if ready:
        console.print("[green]This machine can grade untrusted submissions.[/]")
    else:
        console.print(
            "[red]This machine cannot grade untrusted submissions yet.[/] Code that you trust can be graded with "
            "--isolation process."
        )
    return ready


def _trial(console: Console) -> bool:
    """Start a fork server and one worker, and say how long that took."""
    started = time.monotonic()
    try:
        with ForkServer.running() as server:
            server.spawn(Policy()).end()
            warm = time.monotonic()
            server.spawn(Policy()).end()
            again = time.monotonic()
    except ServerError as error:
        console.print(f"[red]A worker could not be started:[/] {escape(str(error))}")
        return False
    console.print(
        f"fork server ready in {warm - started:.1f} s; a worker starts and ends in {(again - warm) * 1000:.0f} ms"
    )
    return True
