"""What an error of AWS means as a reading."""

from __future__ import annotations

from typing import Any, Mapping

from ..model.reading import Missing, Why

DENIED = ("AccessDenied", "UnauthorizedOperation", "Forbidden", "AuthorizationError")
ABSENT = ("NoSuchEntity", "ParameterNotFound")
THROTTLED = ("Throttling", "RequestLimitExceeded", "TooManyRequests", "ThrottledException", "SlowDown")


class Refusal(Missing):
    """An error answer of AWS; `code` is its own word for it, as `InvalidInstanceId`."""

    def __init__(self, why: Why, detail: str, cure: str = "", code: str = "") -> None:
        super().__init__(why, detail, cure)
        self.code = code


def refusal(response: Mapping[str, Any], action: str) -> Refusal:
    """The reading that an AWS error answer stands for."""
    error = response.get("Error", {})
    code, message = str(error.get("Code", "")), str(error.get("Message", ""))
    text = f"{action}: {code}: {message}" if message else f"{action}: {code}"
    if any(code.startswith(name) for name in DENIED):
        return Refusal(Why.DENIED, f"{action} is not allowed ({code})", f"needs {action}", code)
    if any(code.startswith(name) for name in THROTTLED):
        text = f"{action}: AWS throttles this account's calls ({code})"
        return Refusal(Why.BROKEN, text, "try again in a minute", code)
    if "NotFound" in code or code in ABSENT or ("Unknown" in code and "Client" not in code):
        return Refusal(Why.ABSENT, text, code=code)
    return Refusal(Why.BROKEN, text, code=code)
