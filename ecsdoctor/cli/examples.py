"""Examples for the end of each help page and of the man page: what people most often want to type."""

from __future__ import annotations

from typing import Dict, Tuple

# Command ("" = without one) → lines of (what to type, what for).
EXAMPLES: Dict[str, Tuple[Tuple[str, str], ...]] = {
    "": (
        ("sudo ecsdoctor", "why does this instance not work?"),
        ("sudo ecsdoctor --no-aws", "the same without AWS APIs"),
        ("ecsdoctor --root /mnt/rescue", "look at a rescued volume"),
        ("ecsdoctor -o nagios", "as a monitoring plugin"),
        ("sudo ecsdoctor --wait 600", "until the instance has joined"),
        ("sudo ecsdoctor --watch 60 -o jsonl", "what changes, line by line"),
        ("ecsdoctor explain cluster-not-found", "what a problem means"),
        ("ecsdoctor demo", "see a diagnosis, anywhere"),
    ),
    "instance": (
        ("ecsdoctor instance i-0123456789abcdef0 --region us-east-1", ""),
        ("ecsdoctor instance i-0123456789abcdef0 --cluster prod", ""),
        ("ecsdoctor instance i-0123456789abcdef0 --wait 600", ""),
    ),
    "cluster": (
        ("ecsdoctor cluster prod --region us-east-1", ""),
        ("ecsdoctor cluster prod -o json --timeout 120", "a large one, for a program"),
    ),
    "service": (("ecsdoctor service prod/web --region us-east-1", ""),),
    "replay": (
        ("ecsdoctor replay i-0abc.tar.gz", "what `snapshot` wrote"),
        ("ecsdoctor replay collect-i-0abc.tgz", "by the ECS logs collector"),
        ("ecsdoctor replay i-0abc.tar.gz -o markdown", "for a ticket"),
        ("ecsdoctor replay /mnt/rescue", "a mounted root volume"),
    ),
    "snapshot": (
        ("sudo ecsdoctor snapshot", "one archive in this folder"),
        ("sudo ecsdoctor snapshot -o - | ssh me@laptop 'cat > i.tar.gz'", ""),
    ),
    "diff": (("ecsdoctor diff before.tar.gz after.tar.gz", "what changed?"),),
    "fleet": (
        ("ecsdoctor fleet install --s3-uri s3://tools", "once for an account"),
        ("ecsdoctor fleet run --cluster prod", "all, grouped by cause"),
        ("ecsdoctor fleet report reports/", "what was gathered otherwise"),
    ),
    "fleet run": (
        ("ecsdoctor fleet run --cluster prod --region us-east-1", ""),
        ("ecsdoctor fleet run --tag team=web --dry-run", "what would be sent"),
        ("ecsdoctor fleet run --instance i-0123456789abcdef0 -o json", ""),
    ),
    "fleet collect": (("ecsdoctor fleet collect 11111111-2222-3333-4444-555555555555 --cluster prod", ""),),
    "fleet install": (
        ("ecsdoctor fleet install --s3-uri s3://tools --dry-run", ""),
        ("ecsdoctor fleet install --s3-uri s3://tools --file ecsdoctor.pyz", ""),
        ("ecsdoctor fleet install --yes", "they have ecsdoctor already"),
    ),
    "fleet schedule": (
        ("ecsdoctor fleet schedule --every 6h --tag team=web --s3-uri s3://reports", ""),
        ("ecsdoctor fleet schedule --s3-uri s3://reports --as cloudformation", ""),
    ),
    "fleet comply": (("ecsdoctor fleet comply report.json", "what SSM's document does at its end"),),
    "fleet report": (
        ("ecsdoctor fleet report reports/", "whatever `aws s3 sync` brought"),
        ("ecsdoctor fleet report *.json -o markdown", "for a ticket"),
    ),
    "demo": (
        ("ecsdoctor demo", "the classic: a misspelt cluster"),
        ("ecsdoctor demo --list", "all stories"),
        ("ecsdoctor demo no-route", "another one"),
    ),
    "checks": (("ecsdoctor checks | grep disk", "what it looks at"),),
    "problems": (("ecsdoctor problems | grep critical", "what it can name"),),
    "explain": (
        ("ecsdoctor explain cluster-not-found", "a problem"),
        ("ecsdoctor explain agent-connected", "a check, and what it may need"),
    ),
    "policy": (
        ("ecsdoctor policy local > policy.json", "what to add to the role"),
        ("ecsdoctor policy fleet-install", "for who installs the SSM document"),
    ),
    "ssm-document": (
        ("ecsdoctor ssm-document > document.json", "of what is installed there"),
        ("ecsdoctor ssm-document --s3-uri s3://b/ecsdoctor.pyz --file ecsdoctor.pyz", ""),
    ),
    "schema": (
        ("ecsdoctor schema > report.schema.json", "for what reads -o json"),
        ("ecsdoctor schema fleet > fleet.schema.json", "of `fleet … -o json`"),
    ),
    "completion": (
        ("ecsdoctor completion bash > /etc/bash_completion.d/ecsdoctor", ""),
        ('ecsdoctor completion zsh > "${fpath[1]}/_ecsdoctor"', ""),
        ("ecsdoctor completion fish > ~/.config/fish/completions/ecsdoctor.fish", ""),
    ),
    "new": (("ecsdoctor new agent/agent-is-recent --problem agent-version-outdated", ""),),
}


def lines(command: str) -> Tuple[str, ...]:
    """The examples of a command, what they are for in a column of its own where there is room."""
    rows = EXAMPLES.get(command, ())
    width = max((len(line) for line, why in rows if why), default=0)
    return tuple(f"{line:<{width}}  # {why}" if why else line for line, why in rows)
