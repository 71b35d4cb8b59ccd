"""Tokens that are known by their shape alone, wherever they stand.

eyJhbGciOi….eyJzdWIi….sig (JSON Web Token) · eyJwYXlsb2FkIjoi… (password of ECR) · ghp_…, github_pat_…, glpat-…
xoxb-… and hooks.slack.com/services/… · npm_… · dckr_pat_… · sk_live_… · AIza… · SG.….… · AccountKey=…
"""

from __future__ import annotations

from ...model.regex import regex
from .rule import Rule

_JSON_TOKEN = regex(rb"(?<![A-Za-z0-9+/_-])(?P<secret>eyJ[A-Za-z0-9+/_=-]{24,}(?:\.[A-Za-z0-9+/_=-]*){0,2})")
_PREFIXED = regex(
    rb"(?<![A-Za-z0-9])(?P<secret>(?:gh[pousr]_|github_pat_|glpat-|glrt-|xox[abeoprs]-|npm_|dckr_(?:o?)pat_|[srp]k_live_|hvs\.|"
    rb"AIza|SG\.|shpat_|dop_v1_|pypi-|sk-)[A-Za-z0-9_.\-]{16,})"
)
_SLACK = regex(rb"hooks\.slack\.com/(?:services|workflows)/(?P<secret>[A-Za-z0-9/_-]{8,})")

_STEMS = (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"github_pat_", b"glpat-", b"glrt-", b"xox", b"npm_", b"dckr_",
          b"k_live_", b"hvs.", b"aiza", b"sg.", b"shpat_", b"dop_v1_", b"pypi-", b"sk-")  # fmt: skip

RULES = (
    Rule("web-token", (b"eyj",), _JSON_TOKEN),
    Rule("known-token", _STEMS, _PREFIXED),
    Rule("known-token", (b"hooks.slack.com",), _SLACK),
)
