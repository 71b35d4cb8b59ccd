"""A healthy simulated instance (agent, metadata service, AWS: all real HTTP on loopback) against two other ways.

The floor only imports the same libraries and sends the same requests at once; the shell script gathers the same answers
with curl and the AWS CLI, call by call, as a person would.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from pathlib import Path
from typing import Any, Dict, Iterator, List

from .measure import DOCTOR, PYTHON, ROOT, Timing, environment, run, told

sys.path[:0] = [str(ROOT / "tests" / folder) for folder in (".", "live", "watch")]
RUNS = 5
FLOOR, SHELL, MEMORY = 1.4, 1 / 6, 110.0
AWSCLI = ROOT / ".venv" / "awscli"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIEXAMPLEKEY"}
# Runs the doctor and writes down what it asks of AWS, with the parameters that no report shows.
SPY = """
import json, sys
import ecsdoctor.cli.main as program, ecsdoctor.sources.live.aws as live
out, asked, answer = sys.argv.pop(1), [], live.LiveAws.answer
def noted(self, q):
    asked.append({"service": q.service, "operation": q.operation, "parameters": q.parameters})
    return answer(self, q)
live.LiveAws.answer = noted
program.leave = lambda code: open(out, "w").write(json.dumps(asked))
program.main()
"""


def main() -> bool:
    """Two ratios, and the peak of memory."""
    from servers import agent, http, metadata

    with moto() as aws, http(agent()) as url, http(metadata()) as imds, tempfile.TemporaryDirectory() as place:
        env = {
            **KEYS,
            "AWS_ENDPOINT_URL": aws,
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds,
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        _world(place, aws)
        doctor = [*DOCTOR, "--root", place, "--agent-url", url, "--region", "us-east-1", "-o", "json"]
        asked = questions(doctor, url, imds, env, place)
        floor, ours = Timing(), Timing()
        for _ in range(RUNS):
            run([*PYTHON, str(ROOT / "benchmarks" / "floor.py"), asked], env, floor)
            run(doctor, env, ours)
        detail = f"{ours.best:.2f} s, floor {floor.best:.2f} s; CPU {min(ours.cpu):.2f} s and {min(floor.cpu):.2f} s"
        met = [
            told("healthy instance against the floor", ours.best / floor.best, FLOOR, "×", detail),
            told("healthy instance: peak memory with AWS", ours.peak, MEMORY, "MB", ""),
        ]
        shell = _shell(asked, place)
        if shell:
            by_hand = run(["sh", shell], env).best
            met.append(
                told(
                    "healthy instance against curl and the AWS CLI", ours.best / by_hand, SHELL, "×", f"{by_hand:.1f} s"
                )
            )
        return all(met)


@contextlib.contextmanager
def moto() -> Iterator[str]:
    """A moto server in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/moto-api/data.json", timeout=1).close()
                break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def _world(place: str, aws: str) -> None:
    warnings.filterwarnings("ignore", message="Boto3 will no longer support")
    import boto3

    (Path(place) / "etc/ecs").mkdir(parents=True)
    (Path(place) / "etc/ecs/ecs.config").write_text("ECS_CLUSTER=prod\n")
    keys = {name.lower(): value for name, value in KEYS.items()}
    boto3.client("ecs", region_name="us-east-1", endpoint_url=aws, **keys).create_cluster(clusterName="prod")


def questions(doctor: List[str], url: str, imds: str, env: Dict[str, str], place: str) -> str:
    """What a run asks, as a file: its URLs, and its calls of AWS with their parameters."""
    calls = os.path.join(place, "calls.json")
    done = subprocess.run(
        [*PYTHON, "-c", SPY, calls, *doctor[1:]], env=environment(env), stdout=subprocess.PIPE, check=True
    )
    paths = [row["question"] for row in json.loads(done.stdout)["readings"]]
    agent = [f"{url}/{p.split('/')[1][:-5].replace('-', '/', 1)}" for p in paths if p.startswith("introspection/")]
    made: Dict[str, Any] = {
        "urls": agent + [f"{imds}/latest/{p[5:]}" for p in paths if p.startswith("imds/")],
        "aws": json.loads(Path(calls).read_text()),
    }
    target = os.path.join(place, "questions.json")
    Path(target).write_text(json.dumps(made))
    return target


def _shell(asked: str, place: str) -> str:
    """A script with one line for each question; empty where the AWS CLI cannot be installed."""
    if not (AWSCLI / "bin" / "aws").exists():
        subprocess.run([*PYTHON, "-m", "venv", str(AWSCLI)], check=True)
        pip = [str(AWSCLI / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "awscli"]
        if subprocess.run(pip, capture_output=True).returncode:
            print("skip  the AWS CLI cannot be installed here", flush=True)
            return ""
    made = json.loads(Path(asked).read_text())
    lines = [f"curl -s -m 3 -H 'X-aws-ec2-metadata-token: TOKEN' {shlex.quote(url)}" for url in made["urls"]]
    for call in made["aws"]:
        for batch in json.loads(call["parameters"]):
            words = [
                str(AWSCLI / "bin" / "aws"),
                call["service"],
                call["operation"],
                "--cli-input-json",
                json.dumps(batch),
            ]
            lines.append(shlex.join([*words, "--output", "json"]))
    script = os.path.join(place, "by-hand.sh")
    Path(script).write_text("\n".join([*lines, "exit 0"]) + "\n")
    return script
