"""A JupyterLab server of our own and a real Chromium to look at it with."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.instructing import nbgrader_environment
from tests.ports import free_port

PATIENCE = 240.0  # seconds for whatever a page waits for; machines that run tests are busy
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
QUIET = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # cells are there before they are scrolled to
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
}


@dataclass(frozen=True)
class Jupyter:
    """A running server."""

    address: str
    token: str

    def url(self, path: str) -> str:
        """The address of a page, with the token."""
        return f"{self.address}/{path}?token={self.token}"

    def answers(self) -> bool:
        """Whether it serves already."""
        request = urllib.request.Request(f"{self.address}/api", headers={"Authorization": f"token {self.token}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@contextmanager
def jupyter(root: Path, home: Path, **environment: str) -> Iterator[Jupyter]:
    """JupyterLab on 127.0.0.1 with a token, its settings below `home`; ended with the block."""
    for name, settings in QUIET.items():
        path = home / "config" / "lab" / "user-settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    port = free_port()
    server = Jupyter(f"http://127.0.0.1:{port}", secrets.token_hex(16))
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}", "--LabApp.news_url=None"]
    folders = {f"JUPYTER_{name.upper()}_DIR": str(home / name) for name in ("config", "data", "runtime")}
    token = {"JUPYTER_TOKEN": server.token, "HOME": str(home), "IPYTHONDIR": str(home / "ipython")}
    log = home / "jupyter.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=root,
            env={**nbgrader_environment(), **folders, **token, **environment},
            stdout=stream,
            stderr=stream,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not server.answers():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.3)
        yield server
    finally:
        process.terminate()  # it ends its kernels
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def chromium() -> Iterator[Any]:
    """A page of Debian's Chromium that reaches this machine only; skips where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=list(FLAGS), headless=True, timeout=PATIENCE * 1e3
        )
        try:
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            context.route("**/*", _stay_here)
            page = context.new_page()
            page.set_default_timeout(PATIENCE * 1000)
            page.set_default_navigation_timeout(PATIENCE * 1000)
            yield page
        finally:
            browser.close()


def _stay_here(route: Any) -> None:
    if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
        route.continue_()
    else:
        route.abort()


def picture(page: Any, name: str, **options: Any) -> None:
    """Save a screenshot as NAME.png into the folder that TEST_PICTURES names, if it names one."""
    folder = os.environ.get("TEST_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), **options)
