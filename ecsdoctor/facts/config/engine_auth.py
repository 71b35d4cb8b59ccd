"""Registry credentials of the agent: ECS_ENGINE_AUTH_TYPE and ECS_ENGINE_AUTH_DATA.

Rules of amazon-ecs-agent@8dfceca agent/dockerclient/dockerauth/dockerauth.go. Whatever is wrong here, the agent at
most warns and pulls without credentials. No sentence of this module holds a credential.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Dict, List, Mapping, Optional, Union

from ...model.frozen import frozen
from .go_values import SPACE, BadJson, parse_json
from .variables.json_values import json_type
from .variables.validate import looks_redacted

TYPES = ("docker", "dockercfg")
HUB_KEY = "index.docker.io/v1/"  # after the scheme is cut off; the only key that is looked up for Docker Hub
_HUB_HOSTS = (
    "docker.io",
    "index.docker.io",
    "registry-1.docker.io",
    "hub.docker.com",
    "registry.hub.docker.com",
)
# Of ~/.docker/config.json; none of them is a registry.
_CLIENT_KEYS = ("credsstore", "credhelpers", "httpheaders", "detachkeys", "proxies", "currentcontext")


@frozen
class AuthFault:
    """What is wrong, what to do about it, and whether any registry's credentials still count."""

    sentence: str
    advice: str
    usable: bool = False


def auth_fault(kind: str, data: str) -> Optional[AuthFault]:
    """The first fault of the pair of values; None when there is none, or nothing can be seen of the data."""
    kind, data = kind.strip(SPACE), data.strip(SPACE)
    if not data:
        return _no_data(kind)
    if not kind:
        return AuthFault(
            "ECS_ENGINE_AUTH_DATA is set and ECS_ENGINE_AUTH_TYPE is not: the agent ignores the data without a word",
            "Add ECS_ENGINE_AUTH_TYPE=dockercfg (entries with auth) or docker (entries with username and password).",
        )
    if kind not in TYPES:
        return AuthFault(
            f"ECS_ENGINE_AUTH_TYPE={kind[:40]} is neither docker nor dockercfg",
            "Write dockercfg for entries with auth, docker for entries with username and password.",
        )
    if looks_redacted(data):
        return None
    parsed = parse_json(data)
    if isinstance(parsed, BadJson):
        return AuthFault(
            f"ECS_ENGINE_AUTH_DATA is not JSON: at {parsed.place} {parsed.why}",
            "Write the whole object in one line of ecs.config, in double quotes, without quotes around it.",
        )
    if not isinstance(parsed[0], dict):
        return AuthFault(f"ECS_ENGINE_AUTH_DATA is {json_type(parsed[0])}, not an object of registries", _example(kind))
    return _entries_fault(kind, parsed[0])


def _no_data(kind: str) -> Optional[AuthFault]:
    if not kind:
        return None
    return AuthFault(
        f"ECS_ENGINE_AUTH_TYPE={kind[:40]} is set and ECS_ENGINE_AUTH_DATA is not",
        "Add the data, or remove the type.",
    )


def _example(kind: str) -> str:
    entry = '{"auth":"…"}' if kind == "dockercfg" else '{"username":"…","password":"…"}'
    return 'Its form is ECS_ENGINE_AUTH_DATA={"https://index.docker.io/v1/":' + entry + "}"


def _entries_fault(kind: str, registries: Mapping[str, Any]) -> Optional[AuthFault]:
    keys = {str(key).lower() for key in registries}
    if "auths" in keys:
        return AuthFault(
            'ECS_ENGINE_AUTH_DATA is wrapped in "auths" as in ~/.docker/config.json; the agent takes "auths" for the '
            "name of a registry",
            'Use only the object that stands inside "auths".',
        )
    faults: List[str] = []
    for registry, entry in registries.items():
        if registry.lower() in _CLIENT_KEYS:
            continue
        fault = _hub_fault(registry) or _entry_fault(kind, entry)
        if isinstance(fault, str):
            faults.append(f"{_shown(registry)}: {fault}")
    if faults:
        count = len([key for key in registries if key.lower() not in _CLIENT_KEYS])
        return AuthFault("; ".join(faults[:3]), _example(kind), usable=len(faults) < count)
    if registries and keys <= set(_CLIENT_KEYS):
        return AuthFault("ECS_ENGINE_AUTH_DATA names no registry, only settings of the docker client", _example(kind))
    return None


def _shown(registry: str) -> str:
    return f'the entry "{registry[:60].rpartition("@")[2]}"'


def _hub_fault(registry: str) -> Optional[str]:
    plain = registry
    for scheme in ("http://", "https://"):
        plain = plain[len(scheme) :] if plain.startswith(scheme) else plain
    if plain != HUB_KEY and plain.split("/", 1)[0] in _HUB_HOSTS:
        return f"for Docker Hub the agent looks up https://{HUB_KEY} only, to the letter"
    return None


def _entry_fault(kind: str, entry: Any) -> Union[str, None]:
    if not isinstance(entry, dict):
        return f"is {json_type(entry)}, not an object"
    # Go matches the names of struct fields in any case.
    fields: Dict[str, Any] = {str(name).lower(): value for name, value in entry.items()}
    bad = next((n for n in ("auth", "username", "password") if not isinstance(fields.get(n, ""), str)), None)
    if bad:
        return f'"{bad}" is {json_type(fields[bad])}, not a text'
    if kind == "docker":
        if not fields.get("username") and not fields.get("identitytoken") and not fields.get("registrytoken"):
            return "has no username; an entry with auth alone belongs to type dockercfg"
        return None
    if not fields.get("auth"):
        other = "; an entry with username and password belongs to type docker" if fields.get("username") else ""
        return f"has no auth{other}"
    return None if looks_redacted(fields["auth"]) else _token_fault(fields["auth"])


def _token_fault(token: str) -> Optional[str]:
    try:
        decoded = base64.b64decode("".join(token.split("\n")), validate=True)
    except (binascii.Error, ValueError):
        return "its auth is not base64"
    return None if b":" in decoded else "its auth is not the base64 of user:password"
