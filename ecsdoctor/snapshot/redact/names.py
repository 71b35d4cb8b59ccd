"""Which names promise a secret: `DB_PASSWORD`, `apiKey`, `client-secret`; and which only sound like it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import List

from ...model.regex import regex

# Anywhere in the name, once it is written without separators.
_STRONG = regex(
    r"passw|passphrase|secret|token|credential|authdata|activationcode|connectionstring"
    r"|(api|access|private|secret|signing|encryption|license|auth|master|shared|session|account|deploy)key"
)
# As a whole word of the name.
_WORDS = {"pass", "sshpass", "bindpw", "storepass", "keypass", "pwd", "psw", "cred", "creds", "dsn", "sas"}
# As its last word: `REDIS_AUTH`, and in an environment also `SOME_KEY`.
_LAST = {"auth"}
_LAST_IN_ENVIRONMENT = {"auth", "key", "keys", "salt", "pin"}
# A name that ends so tells about a secret, it does not hold one: PASSWORD_FILE, AUTH_TYPE, TOKEN_TTL.
_ABOUT = set(
    "file files path paths dir directory name names type types url uri arn arns ttl seconds expiration expires expiry"
    " length size count enabled disabled method mode provider providers version policy region host hostname port"
    " parameter param sock stdin manager store spec specs timeout limit prefix driver helper helpers required age"
    " rotation source sources endpoint domain service scheme header headers field location status algorithm id ids"
    " fetcher generator chain reason error errors request requests role roles only specs".split()
)
# Switches such as `--with-registry-auth`, `--no-auth`.
_SWITCHES = {"with", "no", "use", "enable", "disable", "skip", "get", "create", "has", "is"}
_HARMLESS = {
    "pwd", "oldpwd", "httptokens", "nexttoken", "clienttoken", "paginationtoken", "continuationtoken", "tokens",
    "credentials", "secrets", "ecsengineauthtype", "xauthority", "credentialsource", "getcallercredentials",
}  # fmt: skip
# Ids that are secrets, or nearly: the first half of a key pair, an AppRole's second half.
_SECRET_IDS = ("accesskeyid", "vaultsecretid", "activationid")
_SPLIT = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+")


@lru_cache(maxsize=4096)
def looks_secret(name: str, environment: bool = False) -> bool:
    """Whether what stands behind this name should not be shown.

    `environment` is for variables of a container, where nothing is lost by being stricter.
    """
    squeezed = re.sub(r"[^a-z0-9]", "", name.lower())
    if squeezed.endswith(_SECRET_IDS):
        return True
    if squeezed in _HARMLESS or name.upper().startswith("ECS_"):
        return squeezed == "ecsengineauthdata"
    words = _words(name)
    if not words or words[-1] in _ABOUT or words[0] in _SWITCHES:
        return False
    if _STRONG.search(squeezed) or _WORDS & set(words) or squeezed.endswith("pwd"):
        return True
    return words[-1] in (_LAST_IN_ENVIRONMENT if environment else _LAST)


def _words(name: str) -> List[str]:
    return [word.lower() for part in re.split(r"[^A-Za-z0-9]+", name) for word in _SPLIT.findall(part)]
