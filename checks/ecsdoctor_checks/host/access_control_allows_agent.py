"""Do AppArmor and SELinux let the agent work?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Confidence, Finding, Got, Reading, check, ok
from ecsdoctor.facts.host.access_control import AccessControl
from ecsdoctor.facts.logs.host_lines import AGENT, INIT, KERNEL, PASTED, HostLines

from ..signs import LATELY, Sign, cannot_tell, told
from .problems import MANDATORY_ACCESS_CONTROL_DENIES

# Denials that concern others are everyday life on a hardened host: only those of the agent's own profile, of
# ecs-init, and those over Docker's socket or the agent's files speak of the agent.
_OURS = r"(?:ecs-agent-default|amazon-ecs-init|docker\.sock|/ecs/|/lib/ecs|comm=\"agent\"|ecs-agent)"
SIGNS = (
    Sign(
        pattern=r"error loading apparmor profile (?P<profile>[^\s:]+):?.*?(?P<why>Could not open '?[^'\\\n]+'?"
        r"|AppArmor parser error"
        r"[^\\\n]*|executable file not found[^\\\n]*|$)",
        problem=MANDATORY_ACCESS_CONTROL_DENIES,
        sentence="ecs-init cannot load the AppArmor profile {profile}, without which it does not start the agent. "
        "{why}",
        example="error loading apparmor profile /etc/apparmor.d/ecs-agent-default: running apparmor_parser failed "
        "with output: AppArmor parser error at line 2: Could not open 'tunables/global'",
        programs=(INIT, PASTED),
        remedy=(
            "Install AppArmor's base profiles and parser (tunables/global belongs to them):",
            "sudo zypper install apparmor-profiles apparmor-parser || sudo apt-get install -y apparmor "
            "apparmor-profiles",
            "sudo systemctl restart ecs",
            "Or do without: write ECS_AGENT_APPARMOR_PROFILE=unconfined to /etc/ecs/ecs.config and restart ecs.",
        ),
    ),
    Sign(
        pattern=rf"apparmor=\"DENIED\".*{_OURS}",
        problem=MANDATORY_ACCESS_CONTROL_DENIES,
        sentence="AppArmor denies the agent something.",
        example='audit: type=1400 apparmor="DENIED" operation="mount" profile="ecs-agent-default" name="/x" '
        'comm="agent"',
        programs=(KERNEL, PASTED),
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
    Sign(
        pattern=rf"avc:\s+denied\s+\{{ (?P<what>[^}}]+)\}}.*{_OURS}",
        problem=MANDATORY_ACCESS_CONTROL_DENIES,
        sentence="SELinux denies the agent: {what}.",
        example='avc:  denied  { write } for pid=2711 comm="agent" name="docker.sock" scontext=…:container_t:s0 '
        "tcontext=…:container_var_run_t:s0 tclass=sock_file permissive=0",
        programs=(KERNEL, PASTED),
        remedy=(
            "See the denials and what would allow them:",
            "sudo ausearch -m avc -ts recent | tail -n 20",
            "Give the agent's container the right label, or run it with --security-opt label=disable.",
        ),
        confidence=Confidence.LIKELY,
        max_age=LATELY,
    ),
    Sign(
        pattern=r"(?P<why>apparmor failed to apply profile[^\"]*|unable to apply apparmor profile[^\"]*"
        r"|AppArmor enabled on system but "
        r"the \S+ profile could not be loaded[^\"]*)",
        problem=MANDATORY_ACCESS_CONTROL_DENIES,
        sentence="A container cannot be started under its AppArmor profile: {why}.",
        example="AppArmor enabled on system but the docker-default profile could not be loaded: running "
        "apparmor_parser failed",
        programs=(INIT, AGENT, "docker", PASTED),
        max_age=LATELY,
    ),
)


@check()
def access_control_allows_agent(lines: HostLines, control: Reading[AccessControl]) -> Iterator[Finding]:
    """AppArmor and SELinux let the agent work.

    What it checks:   profiles that cannot be loaded and denials that concern the agent, in the last day.
    Why it matters:   the agent's container is not created, or cannot reach Docker and its files.
    How to fix:       install or correct the profile or policy; ECS_AGENT_APPARMOR_PROFILE=unconfined does without.
    How to confirm:   `curl -s http://localhost:51678/v1/metadata` answers, and no new denial is logged.
    """
    findings: List[Finding] = list(told(lines, SIGNS))
    yield from findings
    if findings:
        return
    neither = isinstance(control, Got) and control.value.selinux_enforcing is False and control.value.apparmor is False
    if neither:
        yield ok("neither is in force here")
    elif lines.working:
        yield ok("the agent works, and no denial concerns it")
    else:
        yield cannot_tell(kernel_switches=control)
