"""What `autograder similar` does: find submissions, compare those of each topic, show the pairs."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from autograder.errors import AutograderError
from autograder.running import progress_bar, warm_server
from autograder.sandbox.policy import Isolation
from autograder.similar.comparing import compare
from autograder.similar.page import most_similar, table, write_similar_page
from autograder.similar.reading import copydetect
from autograder.submissions import Problem, find
from course.syllabus import Topic, topics


def compare_submissions(
    path: Path, chosen: Topic | None, threshold: float, out: Path, isolation: Isolation, console: Console
) -> tuple[Path, list[Problem]]:
    """Compare the submissions of each topic below `path`; the page that shows them, and what could not be compared."""
    copydetect()
    found = find([path], chosen)
    if not found.submissions:
        raise AutograderError(f"{found.problems[0].path}: {found.problems[0].message}")
    comparisons = []
    with warm_server() as server, progress_bar(console) as progress:
        bar = progress.add_task("comparing", total=len(found.submissions))
        for each in topics():
            same = [submission for submission in found.submissions if submission.topic == each.name]
            if same:
                comparisons.append(
                    compare(
                        each,
                        same,
                        server,
                        threshold=threshold,
                        isolation=isolation,
                        progress=lambda: progress.advance(bar),
                    )
                )
    pairs = most_similar(comparisons)
    console.print(table(pairs) if pairs else f"No two of {len(found.submissions)} submissions are that similar.")
    problems = found.problems + [problem for comparison in comparisons for problem in comparison.problems]
    return write_similar_page(out, comparisons, problems, threshold), problems
