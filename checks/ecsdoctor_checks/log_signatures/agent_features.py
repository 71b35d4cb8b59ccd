"""Optional features of the agent that are on and cannot work: task networking and its parts."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..agent.problems import AGENT_PORT_IN_USE
from ..config.problems import APPNET_OR_FEATURE_CONFIG_INVALID
from ..task.problems import TASK_ATTACHMENT_FAILED
from .signature import REGISTERED, Signature

ROWS: Tuple[Signature, ...] = (
    Signature(
        "agent is not started with an init system",
        APPNET_OR_FEATURE_CONFIG_INVALID,
        "Task networking is on and the agent is process 1 of its container: it needs an init process there and ends.",
        "Unable to initialize Task ENI dependencies error=agent is not started with an init system",
        until=REGISTERED,
        remedy=(
            "Start the container with docker run --init, or let ecs-init start it:",
            "sudo docker rm -f ecs-agent",
            "sudo systemctl enable --now --no-block ecs",
        ),
    ),
    Signature(
        "doesn't support the capability",
        APPNET_OR_FEATURE_CONFIG_INVALID,
        "A network plugin of the agent is too old for task networking, and the agent ends.",
        "cni plugin 'vpc-eni' doesn't support the capability: awsvpc-network-mode",
        until=REGISTERED,
    ),
    Signature(
        "failed invoking capabilities command for",
        APPNET_OR_FEATURE_CONFIG_INVALID,
        "Task networking is on, but a network plugin of the agent is missing or cannot be run.",
        "ecscni: failed invoking capabilities command for '/amazon-ecs-cni-plugins/vpc-eni': no such file or directory",
        until=REGISTERED,
    ),
    Signature(
        "unable to describe file info for",
        APPNET_OR_FEATURE_CONFIG_INVALID,
        "Task networking is on, but a network plugin of the agent is missing.",
        "ecscni: unable to describe file info for '/amazon-ecs-cni-plugins/vpc-eni': no such file or directory",
        until=REGISTERED,
    ),
    Signature(
        "unable to create ENI watcher",
        APPNET_OR_FEATURE_CONFIG_INVALID,
        "Task networking is on, but the agent cannot watch for network interfaces: /run/udev is not mounted into it.",
        "Unable to initialize Task ENI dependencies error=unable to create ENI watcher: udev watcher init",
        until=REGISTERED,
    ),
    Signature(
        "Unable to initialize Task ENI dependencies",
        APPNET_OR_FEATURE_CONFIG_INVALID,
        "Task networking is on (ECS_ENABLE_TASK_ENI) and cannot be set up, so the agent ends.",
        "Unable to initialize Task ENI dependencies error=unexpected error",
        until=REGISTERED,
    ),
    Signature(
        "timed out waiting for eni device",
        TASK_ATTACHMENT_FAILED,
        "The network interface of a task did not appear on the instance in time.",
        "timed out waiting for eni device to appear",
        pattern=r"timed out waiting for eni device",
    ),
    Signature(
        "Unable to configure pause container namespace",
        TASK_ATTACHMENT_FAILED,
        "The network of a task in awsvpc mode could not be set up: {why}",
        "Unable to configure pause container namespace: cni setup: add network failed: no such device",
        pattern=r"Unable to configure pause container namespace\W{0,4}(?P<why>.{0,200})",
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Error running task api",
        AGENT_PORT_IN_USE,
        "The agent cannot open port 51679, from which containers get the credentials of their task roles.",
        "Error running task api error=listen tcp 127.0.0.1:51679: bind: address already in use",
        pattern=r"Error running task api.{0,200}address already in use",
    ),
)
