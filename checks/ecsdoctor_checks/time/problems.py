"""What can be wrong with the clock."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

CLOCK_SKEW = Problem(
    id="clock-skew",
    severity=Severity.CRITICAL,
    title="The clock of the instance is wrong",
    meaning=(
        'The clock is off by more than AWS accepts, which is five minutes for signatures: "Signature '
        'expired", "InvalidSignatureException", or x509 errors about certificates that are not valid yet or '
        "no longer."
    ),
    why="Every signed call is refused, whatever role and network are; tokens and certificates fail too.",
    fix=(
        "See how far it is off and whether it is being set:",
        "chronyc tracking",
        "Start the time service and step the clock at once:",
        "sudo systemctl enable --now chronyd",
        "sudo chronyc makestep",
        (
            'If it has no source, add "server 169.254.169.123 prefer iburst" to /etc/chrony.conf and restart '
            "chronyd. The agent tries again by itself."
        ),
    ),
    confirm='chronyc tracking shows an offset ("System time") far below a second.',
    leads_to=(
        "agent-not-registered",
        "agent-disconnected",
        "tls-certificate-expired",
        "credentials-invalid",
        "agent-crash-loop",
    ),
    refs=("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/set-time.html",),
)
