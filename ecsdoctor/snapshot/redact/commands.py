"""Passwords handed to programs in user data, cloud-init logs and process lists.

docker login -u u -p abc registry · echo abc | docker login --password-stdin · curl -u user:abc · mysql -pabc
sshpass -p abc ssh … · echo "root:abc" | chpasswd · chpasswd: {list: "root:abc"} · machine h login u password abc
amazon-ssm-agent -register -code "abc" -id "uuid" · ecs-anywhere-install.sh --activation-code abc

Distances inside a command are bounded: an endless line must not cost the square of its length.
"""

from __future__ import annotations

import re

from ...model.regex import regex
from .rule import VALUE, Rule

NAME = "command-option"
_LOGIN = regex(
    rb"\b(?:docker|podman|nerdctl|helm|az|oc|skopeo|crane|buildah)\b[^\n|]{0,40}?\blogin\b(?=[^\n|]{0,300})"
    rb"(?:(?!\blogin\b)[^\n|]){0,300}?\s-p[ \t=]*" + VALUE
)
_PIPED = regex(
    rb"\b(?:echo|printf)\s+(?:-\w+\s+)?(?:\\{0,15}[\"']?%s(?:\\n)?\\{0,15}[\"']?\s+)?"
    + VALUE
    + rb"\s*\|[^\n]{0,40}?\b(?:docker|podman|nerdctl|helm|crane|skopeo|buildah|oc|cryptsetup|gpg|kinit|passwd)\b"
)
_HERE = regex(rb"--password-stdin[^\n<]{0,300}<<<\s*" + VALUE)
_USER = regex(
    rb"\b(?:curl|wget|http|https|xh)\b(?:(?!\bcurl\b|\bwget\b|\bhttps?\b)[^\n|;]){0,300}?"
    rb"\s(?:-u|--user|--proxy-user|-U)[ \t=]*\\{0,15}[\"']?[\w.@%+-]{0,64}:(?P<secret>[^\s\"'\\]+)"
)
_MYSQL = regex(
    rb"\b(?:mysql|mysqldump|mysqladmin|mariadb)\b(?:(?!\bmysql)[^\n|;]){0,300}?\s-p(?P<secret>[^\s\"'\\]+|\\{0,15}[\"'][^\"'\n]+)"
)
_PASSWORD_FIRST = regex(
    rb"\b(?:sshpass\s+-p\s*|redis-cli\b[^\n|;]{0,100}?\s-a\s+|openssl\b[^\n|;]{0,100}?(?:pass:|\s-[kK]\s+)"
    rb"|htpasswd\s+-\w{0,6}b\w{0,6}\s+(?:\S{1,200}\s+){1,2})" + VALUE
)
_USERS = regex(rb"\b(?:useradd|usermod|adduser)\b[^\n|;]{0,100}?\s(?:-p|--password)[ \t=]+" + VALUE)
_NET_USER = regex(rb"\bnet1?(?:\.exe)?\s+user\s+[\w.$-]{1,64}\s+(?!/|\*)" + VALUE, re.IGNORECASE)
_KEY_STORE = regex(rb"(?:\s-(?:store|key|src|dest|new)\w{0,5}pass\s+|\s-pass(?:in|out)?\s+pass:)" + VALUE)
_CHPASSWD = regex(
    rb"\b(?:echo|printf)\s+(?:-\w+\s+)?\\{0,15}[\"']?[\w.-]{1,64}:(?P<secret>[^\s\"'\\|]+)[^\n|]{0,100}\|[^\n]{0,30}\bchpasswd\b"
)
_CLOUD_CHPASSWD = regex(
    rb"^[ \t]*(?:-[ \t]+)?[\"']?(?!(?:list|expire|users|name|type)\b)[a-z_][\w-]*:(?P<secret>[^\s\"'#]+)[ \t\"']*$",
    re.MULTILINE,
)
_NETRC = regex(rb"\blogin\s+\S{1,200}\s+(?:account\s+\S{1,200}\s+)?password\s+(?P<secret>\S+)")
_SECURE = regex(rb"ConvertTo-SecureString\s+(?:-String\s+)?" + VALUE, re.IGNORECASE)
_ACTIVATION = regex(
    rb"(?:--?activation[-_]?(?:code|id)[ \t=]+|activation[-_ ]?(?:code|id)\\{0,15}[\"']?\s*[:=]\s*)" + VALUE,
    re.IGNORECASE,
)
_REGISTER = regex(rb"(?<![\w-])--?(?:code|id)[ \t=]+" + VALUE, re.IGNORECASE)

RULES = (
    Rule(NAME, (b"login",), _LOGIN),
    Rule(NAME, (b"echo", b"printf"), _PIPED),
    Rule(NAME, (b"password-stdin",), _HERE),
    Rule(NAME, (b"curl", b"wget", b"http "), _USER),
    Rule(NAME, (b"mysql", b"mariadb"), _MYSQL),
    Rule(NAME, (b"sshpass", b"redis-cli", b"openssl", b"htpasswd"), _PASSWORD_FIRST),
    Rule(NAME, (b"useradd", b"usermod", b"adduser"), _USERS),
    Rule(NAME, (b" user ",), _NET_USER),
    Rule(NAME, (b"storepass", b"keypass", b"pass:"), _KEY_STORE),
    Rule(NAME, (b"chpasswd",), _CHPASSWD, before=512),
    Rule(NAME, (b"chpasswd:",), _CLOUD_CHPASSWD, across=True, before=0, after=2000),
    Rule(NAME, (b"login ",), _NETRC, across=True, after=400),
    Rule(NAME, (b"convertto-securestring",), _SECURE),
    Rule("ssm-activation", (b"activation",), _ACTIVATION),
    Rule("ssm-activation", (b"-register",), _REGISTER, before=512, after=1024),
)
