"""A name that promises a secret and its value: shell, env files, INI, TOML, YAML, JSON, keywords of a program.

export DB_PASSWORD=abc · aws_secret_access_key = abc · password: "abc" · {"apiKey": "abc"} · $env:TOKEN = 'abc'
configure set aws_secret_access_key abc · --db-password abc · --token=abc · ["--password", "abc"]
:password => 'abc' · <SessionToken>abc</SessionToken> · -Ddb.password=abc
setx TOKEN abc · SetEnvironmentVariable("TOKEN", "abc")
"""

from __future__ import annotations

import re

from ...model.regex import regex
from .environments import STEMS
from .names import looks_secret
from .rule import ANY_VALUE, IN_QUOTES, NAME, QUOTED, Rule

_EQUALS = regex(rb"(?<![A-Za-z0-9_.\-/])" + NAME + rb"\]?[ \t]?=(?![=>~])[ \t]?")
_JSON = regex(rb"(?<!\\)(?P<k>\\{0,15}[\"'])" + NAME + rb"(?P=k)\s*(?::|=>?)\s*(?:\[\s*)?")
_HASH = regex(rb"(?<![A-Za-z0-9_.\-/]):?" + NAME + rb"[ \t]*=>[ \t]*")
_XML = regex(rb"<" + NAME + rb">(?P<secret>[^<>\s]+)</")
_YAML = regex(rb"^[ \t>|#]*(?:-[ \t]+)?" + NAME + rb"[ \t]?:[ \t]+", re.MULTILINE)
# The value on the line below, plain or as a block; a list or a mapping there holds names of its own.
_YAML_BELOW = regex(
    rb"(?:^|[\"'])(?P<indent>[ \t]*)(?:-[ \t]+)?" + NAME + rb":[ \t]*(?:[|>][+-]?)?[ \t]*\r?\n(?P=indent)[ \t]+"
    rb"(?P<secret>(?![-\[{#])[^\s:\"'\\]+)(?=[ \t]*\r?$|\\{0,15}[\"'])",
    re.MULTILINE,
)
_TO_LINE_END = regex(rb"(?:" + QUOTED + rb"|(?P<secret_bare>\S+)[ \t]*(?:#.*)?$)", re.MULTILINE)
# The same as the first line of a text in quotes; `"token: expired"` is a message.
_YAML_IN_QUOTES = regex(rb"(?<!\\)\\{0,15}[\"'][ \t]*(?:-[ \t]+)?" + NAME + rb":[ \t]+")
_TO_QUOTE = regex(rb"(?:" + QUOTED + rb"|(?![A-Za-z]*\\{0,15}[\"'])(?P<secret_bare>[^\s\"'\\]+)(?=\\{0,15}[\"'\n]))")
_OPTION = regex(rb"(?<![\w-])--?(?P<name>[A-Za-z][\w.-]{1,60})(?:=|[ \t]+|\\{0,15}[\"'],\s*(?=\\{0,15}[\"']))(?!-)")
_SET = regex(rb"\b(?:setx?|ENV)\s+(?:-\w+\s+){0,3}" + NAME + rb"[ \t]+")
_SET_VARIABLE = regex(rb"SetEnvironmentVariable\(\s*\\{0,15}[\"']" + NAME + rb"\\{0,15}[\"']\s*,\s*", re.IGNORECASE)
# A whole line of an env file is the value, blanks and commas included.
_ENV_FILE = regex(rb"^[ \t]*(?:export[ \t]+)?" + NAME + rb"[ \t]*=[ \t]*", re.MULTILINE)
_LINE = regex(rb"(?P<secret>[^\n\r]+)")


def _secret_name(match: re.Match[bytes]) -> bool:
    name = match.group("name").decode("ascii")
    return looks_secret(name, environment=name.isupper())


RULES = (
    Rule("assignment", STEMS, _EQUALS, _secret_name, ANY_VALUE),
    Rule("assignment", STEMS, _JSON, _secret_name, IN_QUOTES),
    Rule("assignment", STEMS, _YAML, _secret_name, _TO_LINE_END),
    Rule("assignment", STEMS, _YAML_IN_QUOTES, _secret_name, _TO_QUOTE),
    Rule("command-option", STEMS, _OPTION, _secret_name, ANY_VALUE),
    Rule("command-option", STEMS, _SET, _secret_name, ANY_VALUE),
    Rule("command-option", STEMS, _SET_VARIABLE, _secret_name, ANY_VALUE),
    Rule("assignment", STEMS, _HASH, _secret_name, ANY_VALUE),
    Rule("assignment", STEMS, _XML, _secret_name),
    Rule("assignment", STEMS, _YAML_BELOW, _secret_name, across=True, after=4096),
)
ENV_FILE_RULES = (Rule("assignment", STEMS, _ENV_FILE, _secret_name, _LINE),)
