"""How 100,000 submissions would run on a cluster: a simulation of the schedule, from costs measured on one machine.

One writer (`autograder grade` itself) hands submissions in and writes reports, one Dask scheduler hands them on, each worker
process grades one after another. Workers join late, some are slow, some die; some submissions run into their limit of time; the first of a topic
waits for the reference's observations, unless the worker's cache has them. Every random number comes from one seed.

    autograder grade CLASS --json reports.json        # what submissions cost; without it, what right answers cost
    python -m tests.benchmarks.cluster_costs          # what writer and scheduler cost
    python -m tests.benchmarks.simulation [--reports reports.json] [--submissions 100000] [--write 0.0007]
"""

from __future__ import annotations

import argparse
import heapq
import random
import statistics
from collections import deque
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table

from autograder.cluster import IN_FLIGHT
from autograder.records import Report

SIZES = (2, 16, 64, 256, 1024, 4096)

# CPU seconds of one right answer: `cpu_seconds` in the file of `autograder grade SOLUTIONS --json FILE`.
RIGHT_ANSWERS = {
    "tensors": 0.78,
    "sequential": 1.49,
    "losses": 0.92,
    "overfitting": 1.05,
    "data_pipelines": 2.20,
    "convolution": 1.47,
    "normalization": 1.54,
    "tensorboard": 1.99,
    "gradient_tape": 1.35,
    "training_loop": 3.73,
    "augmentation": 2.44,
    "vgg": 1.81,
    "transfer_learning": 2.24,
    "localization": 1.31,
    "graph_mode": 1.44,
    "fcn": 1.53,
    "unet": 1.43,
    "rnn": 1.56,
    "lstm": 1.60,
    "accelerators": 2.44,
}


@dataclass(frozen=True)
class Costs:
    """What the parts of a cluster cost, in seconds, measured on one machine; the last three by `cluster_costs`."""

    grading: dict[str, list[float]]
    """CPU seconds of submissions, by topic."""
    wall: float = 1.1
    """Seconds on a free core for each CPU second."""
    reference: float = 0.7
    """CPU seconds of the reference's observations, as a share of the topic's median submission."""
    grader: float = 0.04
    """A grader of another topic, whose reference observations are on disk."""
    start: float = 5.0
    """A worker's fork server."""
    submission_bytes: int = 50_000
    """A notebook and its report, pickled."""
    link: float = 125e6
    """Bytes per second of the scheduler's network."""
    client: float = 0.0011
    """The writer's share in a submission as a client of the scheduler: hand it in, receive its report."""
    write: float = 0.0007
    """The writer's share in a report: write it and flush it to disk."""
    scheduler: float = 0.0017
    """The scheduler's share in a submission."""


@dataclass(frozen=True)
class Cluster:
    """What goes wrong, and how workers are fed."""

    workers: int
    stragglers: float = 0.01
    """Share of submissions that run into the limit."""
    limit: float = 60.0
    slow: float = 0.05
    """Share of workers on slow machines."""
    slowness: float = 3.0
    lifetime: float = 50 * 3600.0
    """Seconds after which a worker dies, on average; it is replaced after `join`."""
    join: float = 120.0
    """Seconds in which the workers come, one after the other."""
    sharing: int = 1
    """Workers that share one cache of reference observations; 0: all of them."""
    by_topic: bool = False
    """Submissions are handed in topic by topic, not student by student."""
    in_flight: int = IN_FLIGHT


@dataclass
class Outcome:
    """Where the workers' time went, in worker seconds, and how busy the single processes were."""

    workers: int
    seconds: float = 0.0
    grading: float = 0.0
    references: float = 0.0
    starting: float = 0.0
    absent: float = 0.0
    lost: float = 0.0
    waiting: float = 0.0
    tail: float = 0.0
    graded: int = 0
    retried: int = 0
    loads: dict[str, float] = field(default_factory=dict)
    """Share of the whole time for which scheduler, writer and network were busy."""

    def share(self, seconds: float) -> float:
        """Of all the time that the workers were paid for."""
        return seconds / (self.workers * self.seconds - self.absent)

    @property
    def bottleneck(self) -> str:
        """The workers, while they grade for at least half of their time; else what keeps them from it most."""
        losses = {
            "references": self.references,
            "start of workers": self.starting,
            "last submissions": self.tail,
            "deaths of workers": self.lost,
            max(self.loads, key=lambda each: self.loads[each]): self.waiting,
        }
        return "workers" if self.share(self.grading) >= 0.5 else max(losses, key=lambda each: losses[each])


@dataclass
class _Worker:
    """A worker process: its speed, what its cache is called, when it dies, the topic it is at."""

    factor: float
    cache: int
    dies: float
    topic: str = ""
    started: bool = False


class Simulation:
    """One batch on one cluster; `run` gives the outcome."""

    def __init__(self, cluster: Cluster, costs: Costs, submissions: int, seed: int = 1) -> None:
        self.cluster, self.costs = cluster, costs
        self.random = random.Random(seed)
        topics = sorted(costs.grading)
        names = [topics[number % len(topics)] for number in range(submissions)]
        self.waiting = iter(sorted(names) if cluster.by_topic else names)
        self.left = submissions
        self.reference = {
            topic: costs.wall * costs.reference * statistics.median(seconds) for topic, seconds in costs.grading.items()
        }
        self.known: dict[tuple[int, str], float] = {}
        self.free = dict.fromkeys(("scheduler", "writer", "network"), 0.0)
        self.used = dict.fromkeys(self.free, 0.0)
        self.queue: deque[tuple[float, str, float]] = deque()
        self.events: list[tuple[float, int, _Worker, tuple[str, float] | None, bool]] = []
        self.idle: deque[tuple[float, _Worker]] = deque()
        self.number = 0
        self.outcome = Outcome(cluster.workers)

    def run(self) -> Outcome:
        """Hand everything in, and go from one worker that is done to the next."""
        for _ in range(self.cluster.in_flight):
            if not self._hand_in():
                break
        for number in range(self.cluster.workers):
            self._add_worker(number)
        while self.left:
            now, _, worker, task, died = heapq.heappop(self.events)
            if task is not None and died:
                self.outcome.retried += 1
                self.queue.appendleft((now, *task))
                self._hire(worker, now, self.cluster.join)
            else:
                if task is not None:
                    self._serve("writer", now, self.costs.client / 2 + self.costs.write)
                    self.left -= 1
                    self.outcome.graded += 1
                    self._hand_in()
                self.idle.append((now, worker))
            while self.idle and self.queue:
                self._begin(*self.idle.popleft())
        return self._told()

    def _add_worker(self, number: int) -> None:
        slow = self.random.random() < self.cluster.slow
        sharing = self.cluster.sharing or self.cluster.workers
        self._hire(
            _Worker(self.cluster.slowness if slow else 1.0, number // sharing, 0.0),
            0.0,
            self.cluster.join * number / self.cluster.workers,
        )

    def _hire(self, worker: _Worker, now: float, wait: float) -> None:
        self.outcome.absent += wait
        now += wait
        worker.dies = now + self.random.expovariate(1 / self.cluster.lifetime)
        worker.topic, worker.started = "", False
        self._at(now, worker, None, False)

    def _at(self, now: float, worker: _Worker, task: tuple[str, float] | None, died: bool) -> None:
        self.number += 1
        heapq.heappush(self.events, (now, self.number, worker, task, died))

    def _serve(self, name: str, now: float, seconds: float) -> float:
        """When a single process that does one thing after the other is done with this one."""
        self.free[name] = max(self.free[name], now) + seconds
        self.used[name] += seconds
        return self.free[name]

    def _hand_in(self) -> bool:
        """One more task for the scheduler, as soon as the writer comes to it."""
        topic = next(self.waiting, None)
        if topic is None:
            return False
        seconds = self.costs.wall * self.random.choice(self.costs.grading[topic])
        if self.random.random() < self.cluster.stragglers:
            seconds = self.cluster.limit
        self.queue.append((self._serve("writer", 0.0, self.costs.client / 2), topic, seconds))
        return True

    def _begin(self, idle: float, worker: _Worker) -> None:
        """A worker takes the next task, and with it what its topic asks for."""
        ready, topic, seconds = self.queue.popleft()
        asked = max(ready, idle)
        now = self._serve("scheduler", asked, self.costs.scheduler)
        now = max(now, self._serve("network", asked, self.costs.submission_bytes / self.costs.link))
        self.outcome.waiting += now - idle
        start = 0.0 if worker.started else self.costs.start * worker.factor
        switch = self._switch(worker, topic, now + start)
        took = min(seconds * worker.factor, self.cluster.limit)
        worker.started, worker.topic = True, topic
        end = now + start + switch + took
        if worker.dies < end:
            gone = max(worker.dies, now)
            self.outcome.lost += gone - now
            self._at(gone, worker, (topic, seconds), True)
            return
        self.outcome.starting += start
        self.outcome.references += switch
        self.outcome.grading += took
        self._at(end, worker, (topic, seconds), False)

    def _switch(self, worker: _Worker, topic: str, now: float) -> float:
        if worker.topic == topic:
            return 0.0
        cost = self.costs.grader * worker.factor
        key = worker.cache, topic
        if self.known.get(key, now + 1) > now:  # nobody waits for another who is at it already
            cost += self.reference[topic] * worker.factor
            self.known[key] = min(self.known.get(key, now + cost), now + cost)
        return cost

    def _told(self) -> Outcome:
        """What the clock says when the last report is written."""
        outcome = self.outcome
        outcome.seconds = max(self.free["writer"], max(when for when, _ in self.idle))
        outcome.loads = {name: used / outcome.seconds for name, used in self.used.items()}
        for when, _, _, task, _ in self.events:
            outcome.absent -= max(0.0, when - outcome.seconds) if task is None else 0.0  # came after the end
        paid = outcome.workers * outcome.seconds - outcome.absent
        counted = outcome.grading + outcome.references + outcome.starting + outcome.lost + outcome.waiting
        outcome.tail = max(0.0, paid - counted)
        return outcome


def main() -> None:
    """Simulate each size and print the table."""
    arguments = _arguments()
    grading = {topic: [seconds] for topic, seconds in RIGHT_ANSWERS.items()}
    costs = Costs(_of_reports(arguments.reports) if arguments.reports else grading, write=arguments.write)
    cluster = Cluster(1, sharing=arguments.sharing, by_topic=arguments.by_topic, in_flight=arguments.in_flight)
    outcomes = [Simulation(replace(cluster, workers=n), costs, arguments.submissions).run() for n in arguments.workers]
    console = Console()
    console.print(_table(outcomes))
    console.print(f"bottleneck: {_bottlenecks(outcomes)}", highlight=False)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.simulation", description=__doc__)
    parser.add_argument("--reports", type=Path, help="what `autograder grade … --json FILE` wrote")
    parser.add_argument("--submissions", type=int, default=100_000)
    parser.add_argument("--workers", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--write", type=float, default=Costs.write, help="seconds to write a report")
    parser.add_argument("--sharing", type=int, default=1, help="workers with one AUTOGRADER_CACHE in common; 0: all")
    parser.add_argument("--by-topic", action="store_true", help="hand in topic by topic, not student by student")
    parser.add_argument("--in-flight", type=int, default=IN_FLIGHT, help="tasks that the scheduler holds at once")
    return parser.parse_args()


def _of_reports(path: Path) -> dict[str, list[float]]:
    """CPU seconds by topic; reports of our own faults are left out."""
    grading: dict[str, list[float]] = {}
    for report in msgspec.json.decode(path.read_bytes(), type=list[Report]):
        if report.cpu_seconds > 0:
            grading.setdefault(report.topic, []).append(report.cpu_seconds)
    if not grading:
        raise SystemExit(f"{path} holds no graded submission; write it by: autograder grade CLASS --json {path}")
    return grading


def _table(outcomes: list[Outcome]) -> Table:
    # Ten columns in a terminal of eighty characters: no lines between them.
    view = Table(header_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for name in ("workers", "hours", "grading", "refs", "start", "waiting", "tail", *outcomes[0].loads):
        view.add_column(name, justify="right")
    for outcome in outcomes:
        spent = (outcome.grading, outcome.references, outcome.starting, outcome.waiting, outcome.tail)
        shares = [outcome.share(seconds) for seconds in spent] + list(outcome.loads.values())
        view.add_row(f"{outcome.workers}", f"{outcome.seconds / 3600:.2f}", *(f"{share:.1%}" for share in shares))
    return view


def _bottlenecks(outcomes: list[Outcome]) -> str:
    """Each bottleneck with the numbers of workers where it is one."""
    found = groupby(outcomes, key=lambda outcome: outcome.bottleneck)
    return "; ".join(f"{name} (with {', '.join(f'{each.workers:,}' for each in alike)})" for name, alike in found)


if __name__ == "__main__":
    main()
