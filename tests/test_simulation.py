"""The simulated schedule of `tests/benchmarks/simulation.py` against what can be reckoned by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from autograder.records import Report
from tests.benchmarks import cluster_costs, simulation
from tests.benchmarks.simulation import Cluster, Costs, Outcome, Simulation

COSTS = Costs(
    {"a": [10.0], "b": [20.0]},
    wall=1.0,
    reference=0.5,
    grader=0.0,
    start=3.0,
    client=0.0,
    write=0.0,
    scheduler=0.0,
    submission_bytes=0,
)
QUIET = Cluster(1, stragglers=0.0, slow=0.0, lifetime=1e12, join=0.0)


def run(cluster: Cluster, costs: Costs = COSTS, submissions: int = 100) -> Outcome:
    return Simulation(cluster, costs, submissions).run()


def test_one_worker_takes_the_sum_of_all_it_does() -> None:
    outcome = run(QUIET)
    assert outcome.seconds == pytest.approx(50 * 10 + 50 * 20 + 3 + 5 + 10)
    assert (outcome.grading, outcome.starting, outcome.references) == pytest.approx((1500, 3, 15))
    assert outcome.bottleneck == "workers"


def test_ten_workers_take_a_tenth_of_it() -> None:
    assert run(replace(QUIET, workers=10), submissions=1000).seconds == pytest.approx(1500 + 3 + 15, rel=0.02)


def test_workers_that_die_cost_time_and_no_submission() -> None:
    outcome = run(replace(QUIET, workers=4, lifetime=100.0, join=7.0))
    assert outcome.graded == 100
    assert outcome.retried > 0
    assert outcome.lost > 0
    assert outcome.seconds > run(replace(QUIET, workers=4)).seconds


def test_a_slow_disk_makes_the_writer_the_bottleneck() -> None:
    outcome = run(replace(QUIET, workers=50), replace(COSTS, write=2.0), submissions=500)
    assert outcome.seconds >= 500 * 2.0
    assert outcome.loads["writer"] > 0.9
    assert run(replace(QUIET, workers=50, in_flight=50), replace(COSTS, write=2.0), 500).bottleneck == "writer"


def test_a_slow_scheduler_is_the_bottleneck() -> None:
    outcome = run(replace(QUIET, workers=50), replace(COSTS, scheduler=2.0), submissions=500)
    assert outcome.seconds >= 500 * 2.0
    assert outcome.bottleneck == "scheduler"


def test_a_full_network_is_the_bottleneck() -> None:
    costs = replace(COSTS, submission_bytes=1000, link=500)
    assert run(replace(QUIET, workers=50), costs, submissions=500).bottleneck == "network"


def test_a_straggler_at_the_end_of_a_short_batch_is_what_everyone_waits_for() -> None:
    cluster = replace(QUIET, workers=100, stragglers=0.1, limit=600.0)
    outcome = run(cluster, submissions=200)
    assert outcome.seconds >= 600
    assert outcome.bottleneck == "last submissions"
    assert (
        outcome.share(outcome.tail)
        > run(replace(cluster, stragglers=0.0), submissions=200).tail / outcome.seconds / 100
    )


def test_no_submission_takes_longer_than_the_limit_even_on_a_slow_machine() -> None:
    assert run(replace(QUIET, slow=1.0, slowness=100.0, limit=60.0)).grading == pytest.approx(100 * 60)


def test_workers_of_one_cache_compute_a_reference_once_when_they_come_to_it_one_after_the_other() -> None:
    own = run(replace(QUIET, workers=10, join=1000.0), submissions=1000)
    shared = run(replace(QUIET, workers=10, join=1000.0, sharing=0), submissions=1000)
    assert own.references == pytest.approx(10 * (5 + 10))
    assert shared.references == pytest.approx(5 + 10)


def test_topic_by_topic_a_worker_changes_its_topic_once() -> None:
    costs = replace(COSTS, grader=1.0)
    assert run(QUIET, costs).references == pytest.approx(100 * 1 + 15)
    assert run(replace(QUIET, by_topic=True), costs).references == pytest.approx(2 * 1 + 15)


def test_a_window_of_one_leaves_one_worker_at_work() -> None:
    outcome = run(replace(QUIET, workers=10, in_flight=1))
    assert outcome.seconds >= 1500
    assert run(replace(QUIET, workers=10, in_flight=20)).seconds < 300


def test_every_second_of_the_workers_is_accounted_for() -> None:
    costs = replace(COSTS, grader=0.1, client=0.01, write=0.01, scheduler=0.01, submission_bytes=1000)
    outcome = run(Cluster(20, stragglers=0.05, lifetime=2000.0, join=500.0), costs, 1000)
    spent = (outcome.grading, outcome.references, outcome.starting, outcome.waiting, outcome.lost, outcome.tail)
    assert min(spent) > 0
    assert sum(outcome.share(seconds) for seconds in spent) == pytest.approx(1)


def test_the_same_seed_gives_the_same_schedule() -> None:
    cluster = Cluster(8, lifetime=500.0)
    assert Simulation(cluster, COSTS, 300, seed=5).run() == Simulation(cluster, COSTS, 300, seed=5).run()
    assert Simulation(cluster, COSTS, 300, seed=5).run() != Simulation(cluster, COSTS, 300, seed=6).run()


def test_reports_of_a_class_say_what_submissions_cost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = [graded("fcn", 36.0), graded("fcn", 36.0), graded("unet", 36.0), graded("unet", 0.0)]
    path = tmp_path / "reports.json"
    path.write_bytes(msgspec.json.encode(reports))
    assert simulation._of_reports(path) == {"fcn": [36.0, 36.0], "unet": [36.0]}
    options = ["--reports", str(path), "--submissions", "1000", "--workers", "1", "10"]
    monkeypatch.setattr(sys, "argv", ["simulation", *options])
    monkeypatch.setenv("COLUMNS", "80")
    simulation.main()
    shown = capsys.readouterr().out
    heading, _, *rows, bottleneck = shown.splitlines()
    assert heading.split()[:3] == ["workers", "hours", "grading"]
    (one, hours), (ten, fewer) = (row.split()[:2] for row in rows)
    assert (one, ten) == ("1", "10")
    assert 10.9 < float(hours) < 11.4, "1,000 submissions of 36 CPU seconds, 1.1 s of wall time for each"
    assert 1.09 < float(fewer) < 1.4
    assert bottleneck == "bottleneck: workers (with 1, 10)"


def test_a_file_without_reports_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "reports.json").write_text("[]")
    with pytest.raises(SystemExit, match="holds no graded submission"):
        simulation._of_reports(tmp_path / "reports.json")


@pytest.mark.slow
def test_writer_and_scheduler_are_measured_on_a_real_scheduler(tmp_path: Path) -> None:
    costs = cluster_costs.measure(30, tmp_path)
    assert len(list(tmp_path.rglob("fcn.json"))) == 30
    assert len(costs) == 3
    assert min(costs.values()) > 0


def graded(topic: str, cpu_seconds: float) -> Report:
    """A report that took that long."""
    return Report(
        student="ada",
        topic=topic,
        score=1.0,
        max_score=1.0,
        run_seed="0" * 32,
        parts=[],
        submission_sha256="",
        versions={},
        seconds=cpu_seconds,
        cpu_seconds=cpu_seconds,
    )
