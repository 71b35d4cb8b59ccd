"""AWS APIs: read-only operations, each declared in `aws_actions`."""

from __future__ import annotations

import json
from typing import Any, Dict, Mapping, Protocol, Sequence

from ..model.frozen import frozen
from ..model.reading import broken
from .aws_actions import ACTIONS
from .base import Asker, Question
from .printed import printed


@frozen
class AwsQuestion(Question):
    """One operation with one or more sets of parameters; the answers are merged as the AWS CLI pages are.

    `parameters` is JSON text: a list of parameter objects, one a call. `credentials` is "" for the default
    chain or "agent" for the keys that the agent's own configuration carries.
    """

    service: str
    operation: str
    parameters: str
    region: str


class Aws:
    """Answers of AWS APIs as the AWS CLI prints them.

    `about` tells several questions to one operation apart (a region, an instance id); it becomes the file
    name below the operation's folder in a snapshot.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def call(
        self,
        service: str,
        operation: str,
        batches: Sequence[Mapping[str, Any]] = ({},),
        *,
        region: str = "",
        about: str = "",
    ) -> Dict[str, Any]:
        """The merged answer; raises Missing (denied names the IAM action that would cure it)."""
        if (service, operation) not in ACTIONS:
            raise broken(f"{service} {operation} is not among the declared read-only operations")
        slot = f"aws/{service}/{operation}" + (f"/{about}" if about else "") + ".json"
        label = ACTIONS[(service, operation)]
        question = AwsQuestion(slot, label, service, operation, json.dumps(list(batches), sort_keys=True), region)
        return printed(self._asker.ask(question).body, label)


class AwsCalls(Protocol):
    """AWS APIs for what is followed while it changes: every call is made, none is remembered. All raise Missing."""

    def read(self, service: str, operation: str, parameters: Mapping[str, Any]) -> Dict[str, Any]:
        """All pages of an operation in ACTIONS, merged."""

    def order(self, service: str, operation: str, parameters: Mapping[str, Any]) -> Dict[str, Any]:
        """An operation in ORDERS, sent once and never again by itself."""

    def download(self, bucket: str, key: str, limit: int) -> bytes:
        """At most `limit` bytes of an object in S3."""
