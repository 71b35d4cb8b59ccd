"""Invented reports for the formats: an ordinary one, a hostile one, an endless one, a waived one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from test_table import NOW, PROBLEM, a_check, a_report

from ecsdoctor import Confidence, Evidence, Problem, Severity, Status, found
from ecsdoctor.model.house_rules import Waiver
from ecsdoctor.model.report import Diagnosis, LedgerEntry, Report

# Everything that ends a line, a fence, a tag, a label or a terminal's patience.
HOSTILE = (
    "\x1b[31mred\x07 a|b 'c' \"d\" \\ \u202egnp.exe \u2066 \r\nfake: OK\x00\x0b\ufffe \ud800 ``` ```` ~~~ "
    "<script>alert(1)</script> <!-- --> ]]> &amp; [x](http://example.com) @everyone #1 *bold* $(reboot) `id` "
    "# HELP x\n# TYPE ecsdoctor_status counter\necsdoctor_status 7\n\u2028 \N{PILE OF POO} ü "
)


def hostile_report() -> Report:
    """The ordinary report with hostile text wherever text of a machine can stand."""
    report = a_report(HOSTILE)
    diagnosis = replace(
        report.diagnoses[0],
        explanation=HOSTILE,
        subjects=(HOSTILE, "i-0bbb"),
        evidence=(Evidence(HOSTILE, HOSTILE, NOW),),
        remedy=(f"Do this: {HOSTILE}", f"echo '{HOSTILE}' | sh"),
    )
    checks = tuple(replace(c, reason=HOSTILE if c.reason else "") for c in report.checks)
    checks = (replace(checks[0], findings=(found(PROBLEM, HOSTILE, evidence=diagnosis.evidence),)), *checks[1:])
    target = {"kind": "instance", "instance_id": HOSTILE, "cluster": HOSTILE, "agent_version": HOSTILE}
    return replace(report, target=target, summary=HOSTILE, diagnoses=(diagnosis,), checks=checks, notes=(HOSTILE,))


def endless_report(diagnoses: int = 500, text: str = "ü\N{PILE OF POO}\x1b" * 1_500) -> Report:
    """More of everything than any format has room for."""
    base = hostile_report()
    problems = [replace(PROBLEM, id=f"problem-number-{n}", title=text[:3000] or "t") for n in range(diagnoses)]
    rows = tuple(an_endless_diagnosis(problem, text) for problem in problems)
    checks = tuple(
        replace(a_check(f"check-{n}", Status.UNKNOWN, reason=text, vital=n % 2 == 0), title=text[:300] or "t")
        for n in range(diagnoses)
    )
    readings = tuple(LedgerEntry(text, text, "broken", text) for _ in range(diagnoses))
    target = {"kind": "instance", **{f"{n}{text}"[:300]: text for n in range(50)}}
    return replace(
        base,
        version=text,
        target=target,
        summary=text or "s",
        diagnoses=rows,
        waived=tuple(replace(row, waiver=A_WAIVER) for row in rows),
        checks=checks,
        readings=readings,
        notes=(text,) * 100,
    )


def an_endless_diagnosis(problem: Problem, text: str) -> Diagnosis:
    evidence = tuple(Evidence(text, text, NOW) for _ in range(6))
    symptoms = tuple(f"symptom-{n}" for n in range(100))
    remedy = (text or "Wait.", "sudo systemctl restart ecs")
    return Diagnosis(
        problem, "cluster", Severity.CRITICAL, text or "e", (text,) * 40, evidence, remedy, symptoms, Confidence.LIKELY
    )


A_WAIVER = Waiver("log-quiet", "known, see OPS-12", date(2027, 1, 31), place="ecsdoctor.toml:7")


def waived_report() -> Report:
    """Nothing wrong but what the site accepts."""
    report = a_report()
    waived = replace(report.diagnoses[0], problem=replace(PROBLEM, id="log-quiet"), waiver=A_WAIVER)
    checks = tuple(
        replace(c, status=Status.NOT_APPLICABLE, reason=str(A_WAIVER)) if c.status is Status.FAIL else c
        for c in report.checks
        if not c.vital
    )
    summary = "Registered in prod, connected since 02:11 UTC."
    return replace(report, status=Status.WARN, summary=summary, diagnoses=(), waived=(waived,), checks=checks)
