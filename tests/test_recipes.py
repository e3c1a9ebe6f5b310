"""The recipes in docs/cluster, as far as they go without Slurm and Kubernetes.

What they ask for is checked against Slurm's syntax, the schema of Dask's operator and Dask's own options; the commands that
they would start are started here, with a `sbatch` that runs its script at once, and grade.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import psutil
import pytest
import yaml

from autograder.sandbox import layers
from tests.ports import free_ports
from tests.test_cluster import BODIES, ENVIRONMENT, SEED, finished, grading, judged

dask_worker = pytest.importorskip("distributed.cli.dask_worker")
ROOT = Path(__file__).resolve().parents[1]
RECIPES = ROOT / "docs" / "cluster"
SLURM = """\
#!/usr/bin/env bash
# {name}, without Slurm: a job is a process group.
cd {folder}
case {name} in
sbatch)
    number=$(( $(ls -d job-* 2>/dev/null | wc -l) + 1 ))
    mkdir job-$number
    cp "$1" job-$number/script
    setsid bash job-$number/script >job-$number/log 2>&1 </dev/null &
    echo $! >job-$number/pid
    echo "Submitted batch job $number" ;;
scancel)
    for number; do kill -KILL -- "-$(cat job-$number/pid)"; done ;;
esac
"""


def recipe(name: str) -> ModuleType:
    """A script of docs/cluster as a module."""
    spec = importlib.util.spec_from_file_location(f"recipe_{name}", RECIPES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A right and a wrong answer."""
    for number in range(2):
        path = tmp_path / "class" / f"s{number}" / "mini.py"
        path.parent.mkdir(parents=True)
        path.write_text(BODIES[number])
    return tmp_path / "class"


def known_to_dask(command: list[str]) -> dict[str, Any]:
    """The options of a worker's command line, as `dask worker` itself reads them; fails at one that it does not know."""
    parsed = dask_worker.main.make_context("dask worker", list(command), resilient_parsing=False).params
    return {name: value for name, value in parsed.items() if value is not None}


# Slurm


def job_script(tmp_path: Path, *given: str) -> str:
    pytest.importorskip("dask_jobqueue")
    slurm = recipe("slurm")
    options = slurm.arguments([*given, "--port", "0", "--logs", str(tmp_path / "logs")])
    with slurm.cluster(options) as cluster:
        script: str = cluster.job_script()
        return script


@pytest.mark.parametrize(("cores", "memory"), [("1", "5G"), ("8", "40G")])
def test_a_slurm_job_asks_for_a_core_and_five_gib_for_each_worker(tmp_path: Path, cores: str, memory: str) -> None:
    script = job_script(tmp_path, "--cores", cores, "--queue", "batch", "--account", "cs101", "--walltime", "08:00:00")
    asked = dict(re.fullmatch(r"#SBATCH (-\w|--[\w-]+)[ =](\S+)", line).groups() for line in directives(script))  # type: ignore[union-attr]
    assert asked.pop("-e").startswith(str(tmp_path / "logs"))
    assert asked.pop("-o").startswith(str(tmp_path / "logs"))
    wanted = {"-J": "autograder", "-p": "batch", "-A": "cs101", "-n": "1", "-t": "08:00:00"}
    assert asked == wanted | {"--cpus-per-task": cores, "--mem": memory}
    options = known_to_dask(worker_command(script)[3:])
    assert (options["nthreads"], options["memory_limit"]) == (1, "5.00GiB")
    assert options.get("n_workers", "1") == cores
    assert options["nanny"]


def test_without_options_slurm_chooses_queue_and_account(tmp_path: Path) -> None:
    flags = [line.split()[1] for line in directives(job_script(tmp_path))]
    assert not {"-p", "-A"} & set(flags)


def test_a_node_that_cannot_grade_leaves_the_job_before_its_workers_start(tmp_path: Path) -> None:
    script = job_script(tmp_path, "--cache", "/shared/references").replace(sys.executable, "stub")
    (tmp_path / "stub").write_text('#!/usr/bin/env bash\necho "$3" "$AUTOGRADER_CACHE" >>ran\n[ "$3" != doctor ]\n')
    (tmp_path / "stub").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env={"PATH": path}, check=False)
    assert done.returncode == 1
    assert (tmp_path / "ran").read_text() == "doctor /shared/references\n"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates of this test")
def test_with_certificates_a_slurm_job_speaks_tls(tmp_path: Path) -> None:
    dask = pytest.importorskip("dask")
    made = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out cert.pem -subj /CN=tf-exercises"
    subprocess.run(made.split(), cwd=tmp_path, check=True, capture_output=True)
    certificate, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    tls = {"ca-file": certificate}
    for role in ("scheduler", "worker", "client"):
        tls |= {f"{role}.cert": certificate, f"{role}.key": key}
    with dask.config.set({f"distributed.comm.tls.{name}": value for name, value in tls.items()}):
        command = worker_command(job_script(tmp_path))
    assert command[3].startswith("tls://")
    options = known_to_dask(command[3:])
    assert (options["tls_ca_file"], options["tls_cert"], options["tls_key"]) == (certificate, certificate, key)


def directives(script: str) -> list[str]:
    return [line for line in script.splitlines() if line.startswith("#SBATCH")]


def worker_command(script: str) -> list[str]:
    command = shlex.split(script.strip().splitlines()[-1])
    assert command[:3] == [sys.executable, "-m", "distributed.cli.dask_worker"]
    return command


@pytest.mark.slow
def test_jobs_that_slurm_starts_grade_and_are_replaced_when_they_end(room: Path, tmp_path: Path) -> None:
    pytest.importorskip("dask_jobqueue")
    folder = tmp_path / "slurm"
    folder.mkdir()
    for name in ("sbatch", "scancel"):
        (folder / name).write_text(SLURM.format(name=name, folder=folder))
        (folder / name).chmod(0o755)
    environment = {**ENVIRONMENT, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PYTHONUNBUFFERED": "1"}
    options = ["--jobs", "1", "--port", "0", "--interface", "lo", "--cache", str(tmp_path / "cache")]
    command = [sys.executable, str(RECIPES / "slurm.py"), *options]
    with (tmp_path / "errors").open("w") as errors:
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        assert process.stdout is not None
        printed = process.stdout.readline()
        assert printed.startswith("autograder grade "), (tmp_path / "errors").read_text()
        address = printed.split()[-1]
        finished(grading(room, tmp_path / "first", "--run-seed", SEED, "--scheduler", address))
        assert [path.name for path in folder.glob("job-*")] == ["job-1"]
        os.killpg(int((folder / "job-1" / "pid").read_text()), signal.SIGKILL)
        finished(grading(room, tmp_path / "second", "--run-seed", SEED, "--scheduler", address))
        assert (folder / "job-2").is_dir()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        group = int((folder / "job-2" / "pid").read_text())
        for _ in range(100):
            if not in_group(group):
                break
            time.sleep(0.1)
        assert in_group(group) == [], "a job is left"
    finally:
        process.kill()
        for pid in folder.glob("job-*/pid"):
            for left in in_group(int(pid.read_text())):
                left.kill()
    assert [score for score, *_ in judged(tmp_path / "first").values()] == [10.0, 7.0]
    assert judged(tmp_path / "first") == judged(tmp_path / "second")
    assert any((tmp_path / "cache").rglob("*")), "references are kept where the option says"


def in_group(group: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


# Kubernetes


def resource(**options: Any) -> dict[str, Any]:
    pytest.importorskip("dask_kubernetes")
    made: dict[str, Any] = recipe("kube").spec("autograder", "registry.example.org/tf-exercises:1", 64, **options)
    return made


def schema() -> dict[str, Any]:
    """The operator's schema of a DaskCluster; a field that it does not know, which Kubernetes would drop, is an error."""
    package = importlib.util.find_spec("dask_kubernetes")
    assert package is not None and package.submodule_search_locations is not None
    (found,) = Path(package.submodule_search_locations[0]).rglob("crds/daskcluster.yaml")
    (version,) = yaml.safe_load(found.read_text())["spec"]["versions"]
    strict: dict[str, Any] = closed(version["schema"]["openAPIV3Schema"])
    strict["properties"] |= {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {}}
    return strict


def closed(part: Any) -> Any:
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    inner = {key: closed(value) for key, value in part.items()}
    if isinstance(part.get("properties"), dict) and part.get("type") == "object":
        inner.setdefault("additionalProperties", False)
    return inner


@pytest.mark.parametrize("privileged", [False, True])
def test_the_resource_is_what_the_operator_takes(privileged: bool) -> None:
    made = resource(privileged=privileged)
    jsonschema.validate(made, schema())
    assert made["spec"]["worker"]["replicas"] == 64
    (worker,) = made["spec"]["worker"]["spec"]["containers"]
    assert worker["resources"]["limits"] == {"memory": "5Gi"}
    assert worker["resources"]["requests"]["cpu"] == "1"
    assert worker["securityContext"].get("privileged", False) is privileged


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("worker", "spec", "hostUsers"), False),
        (("worker", "spec", "containers", 0, "securityContext", "appArmorProfile"), {"type": "Unconfined"}),
        (("worker", "spec", "containers", 0, "resources", "requests", "cpu"), 1),
        (("scheduler", "service"), None),
    ],
)
def test_the_operators_schema_refuses_what_it_does_not_know(path: tuple[str | int, ...], value: Any) -> None:
    made = json.loads(json.dumps(resource()))
    *above, last = path
    place = made["spec"]
    for step in above:
        place = place[step]
    place[last] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, schema())


def test_what_is_printed_for_kubectl_is_the_resource(tmp_path: Path) -> None:
    made = resource()
    options = ["--image", "registry.example.org/tf-exercises:1", "--workers", "64", "--print"]
    done = subprocess.run(
        [sys.executable, str(RECIPES / "kube.py"), *options], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == made


def masked() -> list[str]:
    """The start of a command that runs as a container of the recipe does: with its capabilities alone, /proc masked."""
    added = recipe("kube").SANDBOX["capabilities"]["add"]
    bounds = ",".join(["-all", *(f"+{name.lower()}" for name in added)])
    script = (
        "mount --make-rprivate / && mount -t tmpfs -o ro masked /proc/irq && "
        'exec setpriv --bounding-set="$0" --inh-caps=-all "$@"'
    )
    return ["unshare", "--mount", "sh", "-c", script, bounds]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may take capabilities away from root")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv (util-linux) sets the capabilities of this test")
def test_the_capabilities_of_the_recipe_are_enough_for_every_layer_of_the_sandbox() -> None:
    pytest.importorskip("dask_kubernetes")
    if missing := [layer.name for layer in layers() if not layer.available and not layer.optional]:
        pytest.skip(f"not even all of them are enough here: {', '.join(missing)}")
    probe = (
        "from autograder.sandbox import layers; print([l.name for l in layers() if not l.available and not l.optional])"
    )
    command = [*masked(), sys.executable, "-c", probe]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    fewer = [argument.replace("+sys_admin", "-sys_admin") for argument in command]
    worse = subprocess.run(fewer, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n", done.stderr
    assert "filesystem" in worse.stdout, "without them, this machine would have been no test"


@pytest.mark.slow
def test_the_containers_of_the_recipe_grade(tmp_path: Path) -> None:
    """Their commands, run on what the image holds: the scheduler is found healthy, the worker grades for it."""
    made = resource()
    controller = pytest.importorskip("dask_kubernetes.operator.controller.controller")
    image = tmp_path / "image"
    from_dockerfile(image)
    ports = free_ports(2)
    deployment = controller.build_worker_deployment_spec(
        "autograder-default", "default", "autograder", "1", made["spec"]["worker"]["spec"], {}, {}
    )
    (worker,) = deployment["spec"]["template"]["spec"]["containers"]
    (doctor,) = deployment["spec"]["template"]["spec"]["initContainers"]
    (scheduler,) = made["spec"]["scheduler"]["spec"]["containers"]
    given = {each["name"]: each["value"] for each in worker["env"]}
    assert given["DASK_SCHEDULER_ADDRESS"] == "tcp://autograder-scheduler.default.svc.cluster.local:8786"
    given |= {"DASK_SCHEDULER_ADDRESS": f"tcp://127.0.0.1:{ports[0]}", "AUTOGRADER_CACHE": str(tmp_path / "cache")}
    probe = scheduler["readinessProbe"]["httpGet"]
    assert {"name": probe["port"], "containerPort": 8787, "protocol": "TCP"} in scheduler["ports"]
    known_to_dask(worker["args"][2:])
    running: list[subprocess.Popen[str]] = []

    def start(container: dict[str, Any], *options: str) -> subprocess.Popen[str]:
        arguments = [given.get(text[2:-1], text) if text.startswith("$(") else text for text in container["args"]]
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / arguments[0]), *arguments[1:], *options],
            cwd=image,
            env={**os.environ, **given, "PYTHONPATH": str(image), "PATH": os.environ["PATH"]},
            stdout=(tmp_path / "log").open("a"),
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process

    try:
        start(scheduler, "--port", str(ports[0]), "--dashboard-address", f"127.0.0.1:{ports[1]}")
        if all(layer.available or layer.optional for layer in layers()):
            assert start(doctor).wait(timeout=120) == 0, (tmp_path / "log").read_text()
        wait_for_health(f"http://127.0.0.1:{ports[1]}{probe['path']}", running[0])
        start(worker, "--dashboard-address", "127.0.0.1:0")
        room = tmp_path / "class"
        (room / "ada").mkdir(parents=True)
        shutil.copy(ROOT / "solutions" / "01_tensors.py", room / "ada" / "tensors.py")
        process = subprocess.run(
            [
                sys.executable,
                "-m",
                "autograder",
                "grade",
                room,
                "--out",
                tmp_path / "out",
                "--scheduler",
                given["DASK_SCHEDULER_ADDRESS"],
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    finally:
        for each in running:
            for child in psutil.Process(each.pid).children(recursive=True) if each.poll() is None else []:
                child.kill()
            each.kill()
            each.wait()
    assert process.returncode == 0, process.stderr + (tmp_path / "log").read_text()
    (report,) = (json.loads(path.read_text()) for path in (tmp_path / "out").glob("reports/*/*.json"))
    assert report["score"] == 10


def from_dockerfile(folder: Path) -> None:
    """What the Dockerfile copies into the image."""
    lines = (RECIPES / "Dockerfile").read_text().splitlines()
    folder.mkdir()
    for line in lines:
        if line.startswith("COPY "):
            *sources, target = line.split()[1:]
            for source in sources:
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(ROOT / source, folder / target)
    (run,) = (line for line in lines if line.startswith("RUN "))
    assert os.access(folder / run.split()[1], os.X_OK)
    (home,) = (line.split()[1] for line in lines if line.startswith("WORKDIR "))
    assert f"ENV PATH={home}/.venv/bin:$PATH" in lines


def wait_for_health(address: str, process: subprocess.Popen[str]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the scheduler ended"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.read() == b"ok"
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def test_the_page_names_every_recipe() -> None:
    page = (RECIPES.parent / "cluster.md").read_text(encoding="utf-8")
    for path in RECIPES.iterdir():
        if path.is_file():
            assert f"(cluster/{path.name})" in page, path.name
