"""ecs-init prepares the instance and starts the agent's container (ecs-init/engine/engine.go)."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence, Severity

from ..agent.problems import AGENT_CRASH_LOOP, EXTERNAL_INSTANCE_MISCONFIGURED
from ..config.problems import AGENT_LOG_SILENCED, CONFIG_VALUE_INVALID
from ..host.problems import GPU_NOT_AVAILABLE, MANDATORY_ACCESS_CONTROL_DENIES
from ..imds.problems import IMDS_UNREACHABLE, TASK_CREDENTIALS_ENDPOINT_UNREACHABLE
from ..network.problems import IPV6_DISABLED_BREAKS_AGENT
from .signature import Signature, noise

_IPTABLES = (
    "See whether iptables works and its nat table is there:",
    "sudo iptables -t nat -L -n | head",
    "If it is missing, install it:",
    "sudo yum install -y iptables-nft || sudo apt-get install -y iptables",
    "sudo systemctl restart ecs",
)

ROWS: Tuple[Signature, ...] = (
    noise("No docker bridge network found", "the default bridge is switched off"),
    noise("Error performing action 'delete'", "rules that were never there are removed at the stop"),
    noise("nsenter not found at", "tools for fault injection are missing; nobody needs them"),
    noise("modinfo not found at", "tools for fault injection are missing; nobody needs them"),
    noise("No existing agent container to remove", "the first start"),
    Signature(
        "could not disable ipv6 router advertisements",
        IPV6_DISABLED_BREAKS_AGENT,
        "ecs-init cannot set an IPv6 option of the kernel, because IPv6 is switched off on this host, and does not "
        "start the agent: {why}",
        "could not disable ipv6 router advertisements: sysctl: cannot stat /proc/sys/net/ipv6/conf/docker0/accept_ra",
        pattern=r"could not disable ipv6 router advertisements\W{0,3}(?P<why>.{0,200})",
        remedy=(
            "Either update ecs-init, or switch IPv6 on in the kernel's command line and keep it off by sysctl only:",
            "sudo yum update -y ecs-init",
            "cat /proc/cmdline    # ipv6.disable=1 is what breaks it; net.ipv6.conf.all.disable_ipv6=1 does not",
            "sudo systemctl restart ecs",
        ),
    ),
    Signature(
        "ip6tables",
        IPV6_DISABLED_BREAKS_AGENT,
        "ecs-init cannot set IPv6 rules of the firewall, because IPv6 is switched off on this host.",
        "could not block introspection server with ip6tables: ip6tables: Address family not supported by protocol",
        pattern=r"ip6tables.{0,300}(?:Address family not supported|can't initialize ip6tables|does not exist)",
        severity=Severity.WARNING,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "could not enable loopback routing",
        TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
        "ecs-init cannot set net.ipv4.conf.all.route_localnet, which leads containers to their credentials, and does "
        "not start the agent.",
        "could not enable loopback routing: exit status 255",
        severity=Severity.CRITICAL,
    ),
    Signature(
        "could not create route to the credentials proxy",
        TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
        "ecs-init cannot make the iptables rule that leads containers to their credentials, and does not start the "
        "agent: {why}",
        "could not create route to the credentials proxy: exit status 3",
        pattern=r"could not create route to the credentials proxy\W{0,3}(?P<why>.{0,200})",
        remedy=_IPTABLES,
        severity=Severity.CRITICAL,
    ),
    Signature(
        "could not create routes for task metadata server",
        TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
        "ecs-init cannot make the routes for the task metadata endpoint on this IPv6-only host.",
        "could not create routes for task metadata server: operation not permitted",
    ),
    Signature(
        "Error searching '",
        TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
        "The program {program}, which ecs-init needs, is not on this host, so it does not start the agent.",
        "Error searching 'iptables' executable: exec: \"iptables\": executable file not found in $PATH",
        pattern=r"Error searching '(?P<program>[\w-]{1,20})' executable",
        remedy=_IPTABLES,
        severity=Severity.CRITICAL,
    ),
    Signature(
        "Error performing action '",
        TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
        "iptables refuses a rule that leads containers to their credentials: {why}",
        "Error performing action 'append' for iptables route: exit status 3; raw output: can't initialize iptables",
        pattern=r"Error performing action '(?:append|insert)' for iptables route\W{0,3}(?P<why>.{0,200})",
        remedy=_IPTABLES,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "is not specified while running in external",
        EXTERNAL_INSTANCE_MISCONFIGURED,
        "ecs-init runs as on an external instance and knows no region: AWS_DEFAULT_REGION is not set for it.",
        "AWS_DEFAULT_REGION is not specified while running in external (non-EC2) environment",
        remedy=(
            "Put the region of the cluster in the place of us-east-1:",
            "sudo sh -c 'printf \"\\nAWS_DEFAULT_REGION=us-east-1\\n\" >> /var/lib/ecs/ecs.config'",
            "sudo systemctl restart ecs",
        ),
    ),
    Signature(
        "Failed to decode the container labels",
        CONFIG_VALUE_INVALID,
        "ECS_AGENT_LABELS is not a JSON object of strings, so the agent's container gets no labels.",
        "Failed to decode the container labels, skipping labels",
    ),
    Signature(
        "is not a supported log driver, overriding to",
        AGENT_LOG_SILENCED,
        "ECS_LOG_DRIVER names a driver that is not supported; another one is used, and the agent's log file is off.",
        "splunkk is not a supported log driver, overriding to json-file",
    ),
    Signature(
        "expected a json object with string key value",
        CONFIG_VALUE_INVALID,
        "ECS_LOG_OPTS is not a JSON object of strings and is ignored.",
        "Invalid format for ECS_LOG_OPTS, expected a json object with string key value",
    ),
    Signature(
        "Captured the last",
        AGENT_CRASH_LOOP,
        "The agent's container ended with code 2, as after a crash of the program; ecs-init.log quotes its last lines.",
        "Captured the last 100 lines of the agent container logs====>",
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Could not retrieve the region from EC2 Instance Metadata",
        IMDS_UNREACHABLE,
        "ecs-init gets no answer from the metadata service.",
        "Could not retrieve the region from EC2 Instance Metadata. Error: EC2MetadataRequestError",
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "Error resolving loopback interface on the host",
        TASK_CREDENTIALS_ENDPOINT_UNREACHABLE,
        "ecs-init finds no loopback interface, through which containers get their credentials.",
        "Error resolving loopback interface on the host",
        remedy=("See the interface and bring it up:", "ip link show lo", "sudo ip link set lo up"),
    ),
    Signature(
        "error loading apparmor profile",
        MANDATORY_ACCESS_CONTROL_DENIES,
        "ecs-init cannot load the AppArmor profile of the agent: {why}",
        "error loading apparmor profile: exit status 1",
        pattern=r"error loading apparmor profile\W{0,3}(?P<why>.{0,200})",
    ),
    # On a first boot the devices may come some seconds later; what follows tells whether they came.
    Signature(
        "NVIDIA GPU devices are not yet present, retrying",
        GPU_NOT_AVAILABLE,
        "ecs-init waits for the devices of the GPUs, which the driver has not made yet.",
        "NVIDIA GPU devices are not yet present, retrying in 5s",
        severity=Severity.INFO,
        confidence=Confidence.POSSIBLE,
    ),
)
