"""AWS APIs through boto3 for `ecsdoctor fleet`: what is followed while it changes, and the few orders that it gives."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from ..aws import AwsCalls
from ..aws_actions import ACTIONS, ORDERS
from .aws import FROM_OUTSIDE, Clients, Patience, merge, pages, refusals

# An order is sent once: were it repeated after a late answer, a command would run twice.
ONCE = Patience(connect=3.0, read=20.0, attempts=1)


class LiveCalls(AwsCalls):
    """`mode` is the command that runs: orders of other modes are refused, whoever asks."""

    def __init__(self, region: str, profile: str, mode: str) -> None:
        self._region = region
        self._mode = mode
        self._readers = Clients(profile, FROM_OUTSIDE)
        self._orderers = Clients(profile, ONCE)

    def read(self, service: str, operation: str, parameters: Mapping[str, Any]) -> Dict[str, Any]:
        """All pages, merged; raises Missing."""
        merged: Dict[str, Any] = {}
        with refusals(ACTIONS[(service, operation)]):
            for page in pages(self._readers.get(service, self._region), operation, parameters):
                merge(merged, page)
        return merged

    def order(self, service: str, operation: str, parameters: Mapping[str, Any]) -> Dict[str, Any]:
        """One call; raises Missing, and PermissionError for what this command may not do."""
        action, mode = ORDERS[(service, operation)]
        if mode != self._mode:
            raise PermissionError(f"{action} is not an action of {self._mode}")
        with refusals(action):
            client = self._orderers.get(service, self._region)
            answer: Dict[str, Any] = getattr(client, operation.replace("-", "_"))(**parameters)
        return answer

    def download(self, bucket: str, key: str, limit: int) -> bytes:
        """The beginning of an object; raises Missing."""
        with refusals(ACTIONS[("s3", "get-object")]):
            answer = self._readers.get("s3", self._region).get_object(Bucket=bucket, Key=key)
            body: bytes = answer["Body"].read(limit)
        return body
