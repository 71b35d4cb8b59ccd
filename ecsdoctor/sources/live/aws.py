"""AWS APIs through boto3, with short time-outs and bounded retries."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import json
import threading
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

from ... import __version__
from ...model.frozen import frozen
from ...model.reading import absent, broken, denied, timed_out
from ..aws import AwsQuestion
from ..aws_actions import ACTIONS
from ..aws_refusals import refusal
from ..base import Answer, Question
from . import sdk

CONNECT_TIMEOUT = 2.0
READ_TIMEOUT = 4.0
ATTEMPTS = 2
MAX_PAGES = 500


@frozen
class Patience:
    """Time-outs of one attempt in seconds, attempts in all, and how the SDK spaces them."""

    connect: float = CONNECT_TIMEOUT
    read: float = READ_TIMEOUT
    attempts: int = ATTEMPTS
    mode: str = "standard"


USUAL = Patience()
# From outside there is a minute, and many questions at once: `adaptive` slows down when AWS throttles.
FROM_OUTSIDE = Patience(connect=3.0, read=10.0, attempts=4, mode="adaptive")


class LiveAws:
    """Answers AWS questions with the given profile and region, or what the environment says."""

    def __init__(self, region: str = "", profile: str = "", patience: Patience = USUAL) -> None:
        self._region = region
        self._clients = Clients(profile, patience)

    def answer(self, question: Question) -> Answer:
        """The merged answer of all batches and pages as JSON; raises Missing."""
        assert isinstance(question, AwsQuestion)
        action = ACTIONS[(question.service, question.operation)]
        merged: Dict[str, Any] = {}
        with refusals(action):
            client = self._clients.get(question.service, question.region or self._region)
            for batch in json.loads(question.parameters):
                for page in pages(client, question.operation, batch):
                    merge(merged, page)
        return Answer(json.dumps(merged, default=_plain).encode())


class Clients:
    """One client for each service and region."""

    def __init__(self, profile: str, patience: Patience) -> None:
        self._profile = profile
        self._patience = patience
        self._session: Any = None
        self._made: Dict[Tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def get(self, service: str, region: str) -> Any:
        """boto3 sessions are not thread-safe while they make clients; clients are."""
        with self._lock:
            if self._session is None:
                self._session = sdk.session(self._profile)
            key = (service, region)
            if key not in self._made:
                from botocore.config import Config

                self._made[key] = self._session.client(
                    service,
                    region_name=region or None,
                    verify=sdk.trusted(),
                    config=Config(
                        connect_timeout=self._patience.connect,
                        read_timeout=self._patience.read,
                        retries={"total_max_attempts": self._patience.attempts, "mode": self._patience.mode},
                        max_pool_connections=16,
                        # So that CloudTrail tells whose questions these are.
                        user_agent_extra=f"ecsdoctor/{__version__}",
                    ),
                )
            return self._made[key]


# What botocore's parsers do with bodies that are no JSON object, no UTF-8, or nested without end.
_STUMBLES = (AttributeError, KeyError, TypeError, ValueError, RecursionError)


@contextlib.contextmanager
def refusals(action: str) -> Iterator[None]:
    """Whatever the SDK raises inside becomes the reading that it stands for."""
    from botocore import exceptions as failures
    from botocore.parsers import ResponseParserError

    try:
        yield
    except failures.ClientError as error:
        raise refusal(error.response, action) from error
    except (failures.NoCredentialsError, failures.PartialCredentialsError) as error:
        raise denied("no AWS credentials", "attach an instance role, or pass --profile") from error
    except failures.ProfileNotFound as error:
        raise broken(str(error), "check --profile") from error
    except failures.NoRegionError as error:
        raise absent("no AWS region is known", "pass --region") from error
    except (failures.ConnectTimeoutError, failures.ReadTimeoutError) as error:
        raise timed_out(f"{action}: {error}") from error
    except failures.BotoCoreError as error:
        raise broken(f"{action}: {error}") from error
    except (ResponseParserError, *_STUMBLES) as error:
        raise broken(f"{action}: the answer is none of AWS", "see what else answers there, such as a proxy") from error


def pages(client: Any, operation: str, parameters: Mapping[str, Any]) -> List[Mapping[str, Any]]:
    """All pages of an operation, or its one answer."""
    method = operation.replace("-", "_")
    if not client.can_paginate(method):
        return [getattr(client, method)(**parameters)]
    return list(itertools.islice(client.get_paginator(method).paginate(**parameters), MAX_PAGES))


def merge(into: Dict[str, Any], page: Mapping[str, Any]) -> None:
    """Join one more page as the AWS CLI does: lists grow, everything else is taken from the last page."""
    for key, value in page.items():
        if key in ("ResponseMetadata", "nextToken", "NextToken", "NextMarker", "Marker"):
            continue
        if isinstance(value, list) and isinstance(into.get(key), list):
            into[key].extend(value)
        else:
            into[key] = list(value) if isinstance(value, list) else value


def _plain(value: Any) -> Optional[str]:
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
