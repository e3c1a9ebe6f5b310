"""What the class report says of its checks and of submissions that go together or take far more than the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.records import CheckResult, Outcome, Report, part_result, write_report
from autograder.report import write_report_page
from autograder.report.insight import discrimination
from tests.class_samples import SEED
from tests.pages import Element, Page

SIGNS: dict[str, Outcome] = {"+": "passed", "-": "failed", "o": "not_attempted", "!": "fault", "x": "crashed"}


def marks(student: str, signs: str, *, cpu: float = 1.0, wall: float = 2.0, message: str = "") -> Report:
    """One submission by its outcomes, a sign for each of its checks, which are worth a point each."""
    checks = [
        CheckResult(
            check=f"test_number_{number}",
            points=1.0,
            outcome=SIGNS[sign],
            hint="",
            message=message if sign == "x" else "",
            seconds=0.1 * number,
        )
        for number, sign in enumerate(signs, 1)
    ]
    part = part_result("upsample_nearest", checks)
    return Report(
        student=student, topic="fcn", score=part.score, max_score=part.max_score, run_seed=SEED, parts=[part],
        submission_sha256="0" * 64, versions={}, seconds=wall, cpu_seconds=cpu,
    )  # fmt: skip


def page_of(out: Path, reports: list[Report]) -> Page:
    for report in reports:
        write_report(out, report)
    return Page.read(write_report_page(out))


def below(page: Page, heading: str) -> Element:
    """The element that holds a heading."""
    (found,) = [element for element in page.all("h3") if element.text == heading]
    assert found.parent
    return found.parent


def test_discrimination_is_the_correlation_with_the_rest() -> None:
    """Five pass with the shares 1, 1, 1, 0.5, 0.5 of the rest, five do not with 0.5, 0.5, 0, 0, 0: worked out by hand."""
    rests = ("++", "++", "++", "+-", "-+", "+-", "-+", "--", "--", "--")
    reports = [marks(f"s{number}", ("+" if number < 5 else "-") + rest) for number, rest in enumerate(rests)]
    # M1 - M0 = 0.8 - 0.2; the mean is 0.5, the variance (6 * 0.25) / 10; sqrt(p q) = 0.5
    assert discrimination(reports, "test_number_1") == pytest.approx((0.8 - 0.2) / 0.15**0.5 * 0.5)


def test_a_check_that_only_the_weak_pass_is_listed_and_one_that_separates_is_not(tmp_path: Path) -> None:
    strong = [marks(f"strong{number}", "++-+") for number in range(6)]
    weak = [marks(f"weak{number}", "--+-") for number in range(5)] + [marks("weak5", "-++-")]
    page = page_of(tmp_path, strong + weak)
    listed = page.id("insight").parent
    assert listed
    assert "Number 3 fcn −0." in listed.text
    (row,) = [row for row in page.all("tr") if row.text.startswith("Number 1")]
    assert float(row.children[3].text) > 0.3
    assert "Number 1 fcn" not in listed.text.split("Submissions that miss")[0]


@pytest.mark.parametrize(
    "signs",
    [
        ["++", "--"] * 4 + ["++"],  # nine
        ["++", "+-"] * 6,  # all pass
        ["++", "-+"] * 6,  # the rest is the same for all
        ["o+", "o-"] * 6,  # nobody tried
        ["+!", "-!"] * 6,  # the rest broke on our side
        ["+", "-"] * 6,  # there is no rest
    ],
)
def test_where_nothing_can_be_told_nothing_is(signs: list[str]) -> None:
    reports = [marks(f"s{number}", each) for number, each in enumerate(signs)]
    assert discrimination(reports, "test_number_1") is None


def test_untried_and_faulty_submissions_do_not_move_it() -> None:
    reports = [marks(f"s{number}", "+++" if number % 2 else "-+-" if number % 3 else "--+") for number in range(12)]
    found = discrimination(reports, "test_number_1")
    assert found is not None
    others = [marks("untried", "o++"), marks("fault", "!--")]
    assert discrimination(reports + others, "test_number_1") == found


def test_submissions_that_miss_the_same_checks_are_told_together(tmp_path: Path) -> None:
    signs = {"ana": "+--+", "ben": "+--+", "chen": "+--+", "dana": "+--o", "eli": "+-++", "fay": "++++", "gus": "++++"}
    page = page_of(tmp_path, [marks(student, each) for student, each in signs.items()])
    found = below(page, "Submissions that miss the same checks")
    (group,) = [element for element in page.all("li") if element.parent in found.children]
    assert group.text == "3 of fcn miss Number 2, Number 3: ana, ben, chen"


def test_what_takes_far_more_than_the_others_is_told_with_its_longest_check(tmp_path: Path) -> None:
    usual = [marks(f"s{number:02d}", "+++", cpu=1 + number / 20, wall=2 + number / 20) for number in range(11)]
    odd = [
        marks("busy", "+++", cpu=9.0, wall=9.5),
        marks("idle", "+++", cpu=1.2, wall=30.0),
        marks("bomb", "+x+", message="it needed more memory than allowed (it reached 2300 MiB)"),
    ]
    text = below(page_of(tmp_path, usual + odd), "Submissions that take far more than the others").text
    assert "busy in fcn: 9.00 s of CPU time, 1.2" in text
    assert "idle in fcn: 30 s of time, 2.2" in text
    assert text.count("longest: Number 3") == 2
    assert "bomb in fcn: more memory than allowed at Number 2" in text
    assert "s10" not in text


def test_small_differences_are_no_outliers(tmp_path: Path) -> None:
    reports = [marks(f"s{number}", "+++", cpu=1.0) for number in range(12)]
    reports[0] = replace(reports[0], cpu_seconds=1.4)
    page = page_of(tmp_path, reports)
    assert below(page, "Submissions that take far more than the others").text.endswith("None.")
    assert "Too few submissions to tell" in page.id("main").text
