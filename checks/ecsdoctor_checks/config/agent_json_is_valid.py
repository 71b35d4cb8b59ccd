"""Can the agent read its JSON configuration?"""

from __future__ import annotations

from typing import Iterator, List

from ecsdoctor import Evidence, Finding, Got, NotApplicable, Reading, Severity, check, found, ok, regex
from ecsdoctor.facts.agent.joined_cluster import JoinedCluster
from ecsdoctor.facts.config.agent_json import PATH, AgentJson, UserDataJson
from ecsdoctor.facts.config.settings import ConfiguredCluster
from ecsdoctor.facts.logs.agent import AgentLog
from ecsdoctor.facts.presence import surely_absent

from .common import RESTART, next_start, weight
from .log_says import lines, quoted
from .problems import CONFIG_JSON_FILE_INVALID

_REFUSED = regex(r"Error reading cfg json data")


@check()
def agent_json_is_valid(
    file: Reading[AgentJson],
    user_data: Reading[UserDataJson],
    cluster: Reading[ConfiguredCluster],
    log: Reading[AgentLog],
    joined: Reading[JoinedCluster],
) -> Iterator[Finding]:
    """The agent's JSON configuration is valid.

    What it checks:   /etc/ecs/ecs.config.json: syntax, and the types of the settings that the agent knows; likewise
                      user data of the form {"ECSAgentConfiguration": …}.
    Why it matters:   a broken file stops the agent at every start; broken user data is passed over without a message.
    How to fix:       correct the file, or empty it: an empty one is fine.
    How to confirm:   `python3 -m json.tool /etc/ecs/ecs.config.json` prints it.
    """
    told = False
    refused = lines(log, _REFUSED)
    if (isinstance(file, Got) and file.value.fault) or (refused and not isinstance(file, Got)):
        told = True
        settings = file.value if isinstance(file, Got) else AgentJson(PATH, {}, "the agent cannot parse it")
        yield _file(settings, list(quoted(refused)), joined)
    if isinstance(user_data, Got) and user_data.value.settings.fault:
        told = True
        yield _user_data(user_data.value.settings, cluster)
    if told:
        return
    if isinstance(file, Got):
        yield ok(
            f"{len(file.value.values)} settings in {PATH}" if file.value.values else f"{PATH} is empty, which is fine"
        )
    elif surely_absent(file):
        raise NotApplicable(f"there is no {PATH}")
    else:
        raise file


def _file(settings: AgentJson, logged: List[Evidence], joined: Reading[JoinedCluster]) -> Finding:
    return found(
        CONFIG_JSON_FILE_INVALID,
        f"{settings.place} stops the agent when it starts: {settings.fault}.{next_start(joined)}",
        evidence=[Evidence(settings.fault_place, settings.fault), *logged],
        remedy=(
            f"python3 -m json.tool {settings.place}   # shows the place",
            f"sudo vi {settings.place}",
            RESTART,
        ),
        severity=weight(CONFIG_JSON_FILE_INVALID.severity, joined),
    )


def _user_data(settings: AgentJson, cluster: Reading[ConfiguredCluster]) -> Finding:
    named = isinstance(cluster, Got) and cluster.value.explicit is not None
    return found(
        CONFIG_JSON_FILE_INVALID,
        f"User data is meant to configure the agent, but {settings.fault}: the agent passes over all of it.",
        evidence=Evidence(settings.fault_place, settings.fault),
        remedy=(
            "User data can only be changed while the instance is stopped; until then write the settings into "
            "/etc/ecs/ecs.config and restart the agent:",
            RESTART,
        ),
        # It does not stop the agent as the file does.
        subject="user data",
        severity=Severity.WARNING if named else Severity.ERROR,
    )
