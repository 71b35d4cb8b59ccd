"""What an error of AWS means as a reading."""

from __future__ import annotations

from typing import Any, Mapping

from ..model.reading import Missing, absent, broken, denied

DENIED = ("AccessDenied", "UnauthorizedOperation", "Forbidden", "AuthorizationError")
ABSENT = ("NoSuchEntity", "ParameterNotFound")
THROTTLED = ("Throttling", "RequestLimitExceeded", "TooManyRequests", "ThrottledException", "SlowDown")


def refusal(response: Mapping[str, Any], action: str) -> Missing:
    """The reading that an AWS error answer stands for."""
    error = response.get("Error", {})
    code, message = str(error.get("Code", "")), str(error.get("Message", ""))
    text = f"{action}: {code}: {message}" if message else f"{action}: {code}"
    if any(code.startswith(name) for name in DENIED):
        return denied(f"{action} is not allowed ({code})", f"needs {action}")
    if any(code.startswith(name) for name in THROTTLED):
        return broken(f"{action}: AWS throttles this account's calls ({code})", "try again in a minute")
    if "NotFound" in code or code in ABSENT or ("Unknown" in code and "Client" not in code):
        return absent(text)
    return broken(text)
