"""`ssm:SendCommand`: what is sent to whom, in batches, and what SSM refuses of it."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterator, List, Sequence

from ..model.frozen import frozen
from ..model.reading import Missing
from ..sources.aws import AwsCalls
from ..sources.aws_refusals import Refusal
from .s3 import Place

# SendCommand takes this many ids, and TimeoutSeconds of at least 30 ("AWS Systems Manager API Reference").
BATCH = 50
SHORTEST_DELIVERY = 30


@frozen
class Order:
    """What is sent, wherever to. `delivery_seconds`: how long SSM tries to reach an instance. None: no S3 output."""

    document: str
    max_concurrency: str
    max_errors: str
    delivery_seconds: int
    parameters: Dict[str, List[str]]
    s3: Place = Place("", "")
    region: str = ""

    def requests(self, ids: Sequence[str]) -> List[Dict[str, Any]]:
        """Parameters of SendCommand, one set for each batch of ids."""
        return [self._request({"InstanceIds": list(ids[n : n + BATCH])}) for n in range(0, len(ids), BATCH)]

    def request_for_tag(self, key: str, value: str) -> Dict[str, Any]:
        """One set for whatever has the tag, also more than 50."""
        return self._request({"Targets": [{"Key": f"tag:{key}", "Values": [value]}]})

    def _request(self, whom: Dict[str, Any]) -> Dict[str, Any]:
        row: Dict[str, Any] = {
            "DocumentName": self.document,
            **whom,
            "Parameters": self.parameters,
            "MaxConcurrency": self.max_concurrency,
            "MaxErrors": self.max_errors,
            "TimeoutSeconds": max(SHORTEST_DELIVERY, self.delivery_seconds),
            "Comment": "ecsdoctor fleet run: reads only",
        }
        if self.s3.bucket:
            row.update(OutputS3BucketName=self.s3.bucket, OutputS3KeyPrefix=self.s3.key or "ecsdoctor")
            if self.region:
                row["OutputS3Region"] = self.region
        return row


def send(
    calls: AwsCalls, request: Dict[str, Any], refused: Callable[[str, Missing], None], pause: Callable[[float], bool]
) -> Iterator[str]:
    """Send one batch; yields the ids of the commands that it became. Raises Missing when nothing can be sent at all.

    One instance that SSM does not know makes it refuse its whole batch: then the batch is halved until that one
    stands alone, and is told to `refused`. A throttled call is repeated after a `pause` (False: there is no time).
    """
    waits = iter((1.0, 2.0, 4.0, 8.0))
    while True:
        try:
            answer = calls.order("ssm", "send-command", request)
        except Refusal as refusal:
            if "Throttl" in refusal.code and pause(next(waits, 16.0)):
                continue
            if refusal.code != "InvalidInstanceId" or not request.get("InstanceIds"):
                raise
            yield from _halved(calls, request, refusal, refused, pause)
            return
        yield str(answer["Command"]["CommandId"])
        return


def _halved(
    calls: AwsCalls,
    request: Dict[str, Any],
    refusal: Missing,
    refused: Callable[[str, Missing], None],
    pause: Callable[[float], bool],
) -> Iterator[str]:
    ids = request["InstanceIds"]
    if len(ids) == 1:
        refused(ids[0], refusal)
        return
    middle = len(ids) // 2
    for half in (ids[:middle], ids[middle:]):
        yield from send(calls, {**request, "InstanceIds": half}, refused, pause)
