"""The least that a run on an instance can be: import the same libraries and send the same requests concurrently.

python floor.py QUESTIONS.json
"""

import json
import sys
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import boto3
import botocore.config
import typer  # noqa: F401  # the doctor's command line is made with it

# As patient as the doctor: what the stand-in for AWS cannot answer is asked as often.
PATIENCE = botocore.config.Config(retries={"total_max_attempts": 2, "mode": "standard"}, max_pool_connections=16)


def main() -> None:
    """Ask all at once, print nothing."""
    asked = json.load(open(sys.argv[1]))
    lock = threading.Lock()
    clients = {}

    def fetch(url: str) -> None:
        token = {"X-aws-ec2-metadata-token": "TOKEN"} if "/latest/" in url else {}
        try:
            urllib.request.urlopen(urllib.request.Request(url, headers=token), timeout=3).read()
        except OSError:
            pass

    def call(question: "dict[str, str]") -> None:
        with lock:
            if question["service"] not in clients:
                clients[question["service"]] = boto3.client(
                    question["service"], region_name="us-east-1", config=PATIENCE
                )
        for batch in json.loads(question["parameters"]):
            try:
                getattr(clients[question["service"]], question["operation"].replace("-", "_"))(**batch)
            except Exception:
                pass

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(fetch, asked["urls"]))
        list(pool.map(call, asked["aws"]))


main()
