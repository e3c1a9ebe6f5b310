"""The class report: what it says, that it is one safe file, and that it looks right."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from autograder.cli import main
from autograder.errors import AutograderError
from autograder.records import read_reports, write_report
from autograder.report import write_report_page
from autograder.report.findings import findings
from autograder.report.names import percent, points, readable
from autograder.report.outcomes import OUTCOMES
from autograder.report.reading import read_batch
from autograder.report.summary import histogram, summarize
from tests.class_samples import HOSTILE, SEED, one_check, report, write_class, write_hostile_class
from tests.pages import Page

CHROMIUM = Path("/usr/bin/chromium")
STYLE = Path(write_report_page.__code__.co_filename).with_name("templates") / "style.css"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of two topics with every outcome."""
    out = tmp_path_factory.mktemp("class")
    write_class(out)
    chance = random.Random(1)
    for outcome in OUTCOMES:
        write_report(out, report(f"only-{outcome}", "fcn", chance, 0.5, outcome))
    return out


@pytest.fixture(scope="module")
def page(graded: Path) -> Page:
    return Page.read(write_report_page(graded))


def test_the_page_is_written_into_the_folder_or_where_asked(graded: Path, tmp_path: Path) -> None:
    assert write_report_page(graded) == graded / "report.html"
    assert write_report_page(graded, tmp_path / "new" / "page.html") == tmp_path / "new" / "page.html"
    assert write_report_page(graded, tmp_path) == tmp_path / "report.html"


def test_the_same_reports_make_the_same_page(graded: Path, tmp_path: Path) -> None:
    one, other = (write_report_page(graded, tmp_path / name).read_bytes() for name in ("a.html", "b.html"))
    assert one == other


def test_the_numbers_at_a_glance_are_those_of_the_reports(graded: Path, page: Page) -> None:
    reports = read_reports(graded)
    shares = sorted(entry.score / entry.max_score for entry in reports if entry.max_score)
    numbers = dict(zip((e.text for e in page.all("dt")), (e.text for e in page.all("dd")), strict=True))
    assert numbers["Students"] == str(len({entry.student for entry in reports}))
    assert numbers["Submissions"] == str(len(reports))
    assert numbers["Mean"] == percent(sum(shares) / len(shares)).replace("\u00a0", " ")
    bars = [e for e in page.all("text") if "tick" not in e.classes]
    assert sum(int(e.text) for e in bars) == len(shares)


def test_every_student_has_a_row_and_every_score_a_link_to_its_details(graded: Path, page: Page) -> None:
    (table,) = page.all("table", "scores")
    rows = {row.children[0].text: row for row in table.children[1].children}
    for entry in read_reports(graded):
        cells = rows[entry.student if len(entry.student) <= 60 else entry.student[:59] + "…"].children
        column = {"training_loop": 2, "fcn": 3}[entry.topic]
        shown = f"{entry.score:.2f}" if entry.max_score else "n/a"
        assert cells[column].text == shown
        target = page.id(cells[column].children[0].attributes["href"][1:])
        assert target.tag == "details"
        assert target.children[0].text.startswith(("10 A custom training loop", "16 Fully convolutional"))


def test_the_share_that_passes_each_check(graded: Path, page: Page) -> None:
    reports = [entry for entry in read_reports(graded) if entry.topic == "fcn"]
    results = [check for entry in reports for check in entry.checks if check.check.startswith("test_fcn32s_handles")]
    judged = [check for check in results if check.outcome != "fault"]
    passed = sum(check.outcome == "passed" for check in judged)
    (row,) = [e for e in page.all("tr") if e.text.startswith("Fcn32s handles an odd height")]
    assert row.children[2].text.startswith(percent(passed / len(judged)).replace("\u00a0", " "))
    assert f"{passed} of {len(judged)}" in row.children[2].text
    errors = sum(check.outcome == "error" for check in results)
    assert f"error {errors}" in row.children[4].text


def test_the_most_missed_checks_come_with_their_hints(graded: Path, page: Page) -> None:
    topic, check = summarize(read_reports(graded)).most_missed()[0]
    first = page.all("ol", "missed")[0].children[0]
    assert check.title in first.text
    assert check.hint in first.text
    assert topic.names.name in first.text


def test_trouble_is_shown_first(page: Page) -> None:
    notices = [e.text for e in page.all("section", "notice")]
    assert "process" in notices[0]
    assert "cost nobody points" in notices[1]
    assert "only-fault" in notices[1]
    assert "submitted/carl/fcn.ipynb" in notices[2]
    assert "not JSON" in notices[2]
    assert "mallory" in notices[3]
    assert "tampered" in notices[3]
    assert "blocked" in notices[3]


def test_details_tell_part_check_outcome_points_hint_message_and_seconds(graded: Path, page: Page) -> None:
    (failed,) = [e for e in page.all("details", "student") if e.text.startswith("only-failed")]
    entry = next(entry for entry in read_reports(graded) if entry.student == "only-failed")
    check = entry.parts[0].checks[0]
    assert "upsample_nearest / upsample_bilinear 0 of 1.5" in failed.text
    assert f"failed {readable(check.check)} 0 of {points(check.points)}, {check.seconds:.2f} s" in failed.text
    assert check.hint in failed.text
    assert check.message in failed.text
    for outcome, words in (("timeout", "timed out"), ("crashed", "crashed"), ("not_attempted", "not attempted")):
        (student,) = [e for e in page.all("details", "student") if e.text.startswith(f"only-{outcome}")]
        assert words in student.text


def test_one_reason_is_told_once(tmp_path: Path) -> None:
    whole = report("ana", "fcn", random.Random(0), 0.5, "crashed")
    write_report(tmp_path, whole)
    page = Page.read(write_report_page(tmp_path))
    details = page.id("s0-0").text
    assert details.count("killed by signal 9") == 1
    assert f"crashed all {len(list(whole.checks))} checks, for one reason" in details


def test_checks_that_stopped_together_are_one_finding() -> None:
    (check,) = one_check("ana", "boom", "error").checks
    other = replace(check, message="bang")
    failed = replace(check, outcome="failed", message="boom")
    found = findings([check, failed, other, check, failed])
    assert [(finding.outcome, finding.message, len(finding.checks)) for finding in found] == [
        ("error", "boom", 2),
        ("failed", "boom", 1),
        ("error", "bang", 1),
        ("failed", "boom", 1),
    ]
    assert [bool(finding.hint) for finding in found] == [False, True, True, True]


def test_details_are_folded_and_reachable_without_script(page: Page) -> None:
    for student in page.all("details", "student"):
        assert "open" not in student.attributes
        assert student.children[0].tag == "summary"
    assert all("hidden" in e.attributes for e in page.elements if "script-only" in e.classes)


def test_the_seed_is_nowhere(page: Page) -> None:
    assert SEED not in page.html


def test_nothing_of_a_learners_is_live(tmp_path: Path) -> None:
    write_hostile_class(tmp_path)
    page = Page.read(write_report_page(tmp_path))
    assert "<script>window.pwned = 1</script>" in page.id("main").text
    assert "{{ 7 * 7 }}" in page.id("main").text
    assert "abc\\u202egpj.exe" in page.id("main").text
    assert "x" * 2001 not in page.html
    assert len(page.all("details", "student")) == len(HOSTILE)


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    page = Page.read(write_report_page(tmp_path))
    assert "Nothing has been graded yet" in page.id("main").text
    assert not page.all("table")


def test_one_student_is_a_class_too(tmp_path: Path) -> None:
    write_report(tmp_path, one_check("ana", "the logits have another shape"))
    page = Page.read(write_report_page(tmp_path))
    text = page.id("main").text
    assert [e.text for e in page.all("dt")] == ["Student", "Submission", "Mean", "Median"]
    assert "Date of grading not recorded" in page.all("header")[0].text
    assert "isolation: not recorded" in page.all("footer")[0].text
    assert "missed by 1 of 1" in text
    assert not page.all("section", "notice")


def test_a_class_that_could_not_be_judged_at_all(tmp_path: Path) -> None:
    write_report(tmp_path, one_check("ana", "the reference raised too", "fault"))
    page = Page.read(write_report_page(tmp_path))
    assert [e.text for e in page.all("dd")] == ["1", "1", "–", "–"]
    assert "cost nobody points" in page.id("main").text


def test_a_topic_that_the_syllabus_does_not_know(tmp_path: Path) -> None:
    write_report(tmp_path, report("ana", "my_own_topic", random.Random(0), 0.5))
    page = Page.read(write_report_page(tmp_path))
    assert "my_own_topic" in page.all("header")[0].text


def test_broken_files_are_problems_not_crashes(tmp_path: Path) -> None:
    write_report(tmp_path, one_check("ana", "m"))
    write_report(tmp_path, one_check("ben", "m"))
    (tmp_path / "reports" / "ben" / "fcn.json").write_text('{"score": NaN')
    (tmp_path / "reports" / "ben" / "lstm.json").mkdir()
    (tmp_path / "reports" / "copy").mkdir()
    (tmp_path / "reports" / "copy" / "fcn.json").write_bytes((tmp_path / "reports/ana/fcn.json").read_bytes())
    (tmp_path / "batch.json").write_text("[not json")
    page = Page.read(write_report_page(tmp_path))
    (notice,) = page.all("section", "notice")
    assert "4 files could not be graded or read" in notice.text
    for name in ("batch.json", "reports/ben/fcn.json", "reports/ben/lstm.json", "reports/copy/fcn.json"):
        assert name in notice.text
    assert page.all("dd")[1].text == "1"


@pytest.mark.parametrize(
    "record",
    [
        "[]",
        "{}",
        '{"started": 7, "isolation": null, "problems": 3}',
        '{"problems": [1, {"path": null}, {}]}',
        "",
        "null",
    ],
)
def test_any_batch_file_is_read(tmp_path: Path, record: str) -> None:
    (tmp_path / "batch.json").write_text(record)
    batch = read_batch(tmp_path)
    assert batch.started is None
    assert batch.isolation is None


@pytest.mark.parametrize(
    ("started", "shown"),
    [
        ("2025-11-23T04:20:00+00:00", "23 November 2025, 04:20 (UTC)"),
        ("2025-11-23T04:20:00+0100", "23 November 2025, 04:20 (UTC+01:00)"),
        ("2025-11-23T04:20:00Z", "23 November 2025, 04:20 (UTC)"),
        ("2025-11-23T04:20:00", "23 November 2025, 04:20"),
        ("yesterday\x1b[31m", "yesterday"),
        (" ", None),
    ],
)
def test_the_date_is_read_as_people_write_it(tmp_path: Path, started: str, shown: str | None) -> None:
    (tmp_path / "batch.json").write_text(json.dumps({"started": started}))
    assert read_batch(tmp_path).started == shown


def test_overlays_and_a_weaker_sandbox_of_some_submissions_are_said(tmp_path: Path) -> None:
    entry = report("ana", "fcn", random.Random(0), 0.5)
    entry.versions["isolation"] = "process"
    write_report(tmp_path, entry)
    (tmp_path / "batch.json").write_text(json.dumps({"overlay": True, "isolation": "full"}))
    page = Page.read(write_report_page(tmp_path))
    assert [e.attributes["aria-labelledby"] for e in page.all("section", "notice")] == ["overlay", "isolation"]
    assert "isolation: process" in page.all("footer")[0].text


def test_names_that_look_alike_stay_apart(tmp_path: Path) -> None:
    for student in ("ana\x1b[0m", "ana\x1b[1m", "ana", "x" * 70, "x" * 71):
        write_report(tmp_path, one_check(student, "m"))
    names = {entry.name for entry in summarize(read_reports(tmp_path)).students}
    assert names == {"ana", "ana (2)", "ana (3)", "x" * 59 + "…", "x" * 59 + "… (2)"}


def test_students_come_in_alphabetical_order(tmp_path: Path) -> None:
    for student in ("Zoë", "zoe", "ben", "Ann", "élan", "=1", "李雷"):
        write_report(tmp_path, one_check(student, "m"))
    names = [entry.name for entry in summarize(read_reports(tmp_path)).students]
    assert names == ["=1", "Ann", "ben", "élan", "Zoë", "zoe", "李雷"]


def test_everyone_and_nobody(tmp_path: Path) -> None:
    for student in ("ana", "ben"):
        write_report(tmp_path, one_check(student, "m", "failed"))
    assert "One fcn" in _beside(tmp_path, "Checks that nobody passes")
    for student in ("ana", "ben"):
        write_report(tmp_path, one_check(student, "m", "passed"))
    assert "One fcn" in _beside(tmp_path, "Checks that everyone passes")
    for student in ("ana", "ben"):
        write_report(tmp_path, one_check(student, "m", "not_attempted"))
    assert _beside(tmp_path, "Checks that nobody passes").endswith("None.")


def _beside(out: Path, heading: str) -> str:
    page = Page.read(write_report_page(out))
    (found,) = [e for e in page.all("h3") if e.text == heading]
    assert found.parent
    return found.parent.text


def test_bins_and_rounding_do_not_flatter() -> None:
    assert histogram([0, 0.05, 0.3, 0.999, 1.0]) == [2, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1]
    assert [percent(value) for value in (0.9999, 1.0, 0.001, 0.0, None)] == [
        "99\u00a0%",
        "100\u00a0%",
        "1\u00a0%",
        "0\u00a0%",
        "–",
    ]
    assert [points(value) for value in (10.0, 7.5, 0.333, 0.0)] == ["10", "7.5", "0.33", "0"]


def test_a_folder_that_was_never_graded_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    with pytest.raises(AutograderError, match="grade a class into it first"):
        write_report_page(tmp_path / "nowhere")
    monkeypatch.setattr(sys, "argv", ["autograder", "report", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert "holds no reports" in capsys.readouterr().err


def test_the_command_prints_the_path(
    graded: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["autograder", "report", str(graded), "--to", str(tmp_path / "r.html")])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "r.html")
    assert (tmp_path / "r.html").is_file()


@pytest.mark.parametrize("dark", [False, True])
def test_colors_are_legible(dark: bool) -> None:
    """Contrast of WCAG 2.1 AA: 4.5 for text."""
    light, night = re.findall(r":root \{(.*?)\}", STYLE.read_text(), flags=re.S)[:2]
    colors = dict(re.findall(r"--([\w-]+): (#\w{6})", light))
    if dark:
        colors.update(re.findall(r"--([\w-]+): (#\w{6})", night))
    outcomes = ("passed", "failed", "quiet", "warn", "grave", "odd")
    pairs = [(f"h{level}-ink", f"h{level}") for level in range(6)]
    pairs += [(text, ground) for text in ("ink", "muted", "accent", *outcomes) for ground in ("paper", "ground")]
    pairs += [(text, ground) for text in ("ink", "muted", "accent", "grave", "odd") for ground in ("notice", "mild")]
    for text, ground in pairs:
        assert _contrast(colors[text], colors[ground]) >= 4.5, f"{text} on {ground}"


def _contrast(one: str, other: str) -> float:
    def luminance(color: str) -> float:
        channels = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, brighter = sorted((luminance(one), luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.slow
def test_three_hundred_students_and_twenty_topics_still_open(tmp_path: Path) -> None:
    write_class(tmp_path, 300, 20)
    path = write_report_page(tmp_path)
    assert path.stat().st_size < 15_000_000
    page = Page.read(path)
    assert "messages are cut at" in page.id("main").text
    assert len(page.all("details", "student")) > 300


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser, where there is one."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with playwright.sync_playwright() as driver:
        program = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield program
        program.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_its_screen(browser: Any, graded: Path, width: int, scheme: str) -> None:
    view = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    view.goto(write_report_page(graded).as_uri())
    view.click("#open-all") if width == 390 else None
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    view.close()


@pytest.mark.browser
def test_nothing_hostile_runs_in_a_browser(browser: Any, tmp_path: Path) -> None:
    write_hostile_class(tmp_path)
    view = browser.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    view.on("console", lambda message: complaints.append(message.text))
    view.on("pageerror", lambda error: complaints.append(str(error)))
    view.on("request", lambda request: asked.append(request.url))
    path = write_report_page(tmp_path)
    view.goto(path.as_uri())
    view.click("#open-all")
    view.hover("samp >> nth=0")
    assert view.evaluate("window.pwned") is None
    assert complaints == []
    assert asked == [path.as_uri()]
    assert view.evaluate("getComputedStyle(document.body).display") == "block"
    view.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.pwned = 4\">')")
    view.wait_for_timeout(100)
    assert view.evaluate("window.pwned") is None, "the policy lets an injected handler run"
    view.close()


@pytest.mark.browser
def test_sorting_filtering_and_unfolding(browser: Any, graded: Path) -> None:
    view = browser.new_page()
    view.goto(write_report_page(graded).as_uri())
    first = "table.scores tbody tr:not([hidden]) th"
    view.click("table.scores thead th:nth-child(2) button")
    assert view.get_attribute("table.scores thead th:nth-child(2)", "aria-sort") == "descending"
    assert view.text_content(f"{first} >> nth=0").strip() in ("ada", "only-passed")
    view.click("table.scores thead th:nth-child(2) button")
    assert view.text_content("table.scores tbody tr td.num >> nth=0").strip().startswith("0")
    view.fill("#filter", "JEAN")
    assert view.locator(first).all_text_contents() == ["jean-luc"]
    assert view.locator("details.student:visible").count() == 1
    view.fill("#filter", "")
    link = view.locator("table.scores tbody td a").first
    target = link.get_attribute("href")
    link.click()
    assert view.evaluate("id => document.querySelector(id).open", target)
    assert view.is_visible(f"{target} h3 >> nth=0")
    view.close()


@pytest.mark.browser
def test_the_essentials_need_no_script(browser: Any, graded: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    view = context.new_page()
    view.goto(write_report_page(graded).as_uri())
    assert view.is_visible("table.scores")
    assert view.is_visible("svg[role=img]")
    assert not view.is_visible("#filter")
    view.click("details.student summary >> nth=0")
    assert view.is_visible("details.submission summary >> nth=0")
    view.check("#hide-names")
    context.close()
