"""Private keys in PEM, whole or cut, with real line ends or `\\n`; and hashed passwords of crypt(3).

-----BEGIN RSA PRIVATE KEY-----
MIIEow…
-----END RSA PRIVATE KEY-----          passwd: $6$rounds=4096$salt$hash…
"""

from __future__ import annotations

import re

from ...model.regex import regex
from .rule import Rule

_PEM = regex(
    rb"-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?P<secret>(?:(?!-----(?:END|BEGIN)).){1,32768})", re.DOTALL
)
_CRYPT = regex(rb"(?P<secret>\$(?:1|2[abxy]?|5|6|7|y|gy|argon2i?d?)\$[./A-Za-z0-9$=,]{16,})")

RULES = (
    Rule("private-key", (b"private key",), _PEM, across=True, before=60, after=40000),
    Rule("password-hash", (b"$1$", b"$2", b"$5$", b"$6$", b"$7$", b"$y$", b"$gy$", b"$argon2"), _CRYPT),
)
