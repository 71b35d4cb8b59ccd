"""What can be wrong with name resolution."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import RESTART_AGENT, RESTART_DOCKER

DNS_NAME_NOT_FOUND = Problem(
    id="dns-name-not-found",
    severity=Severity.CRITICAL,
    title="A name that the agent needs does not exist for its resolver",
    meaning=(
        'The resolver answers NXDOMAIN, in the log "no such host": the region in the name is wrong, a '
        "private zone for amazonaws.com hides the public one, or the resolver does not know public names."
    ),
    why="The agent cannot reach ECS or its control session.",
    fix=(
        "Compare the host's resolver with that of the VPC:",
        "cat /etc/resolv.conf",
        "curl -sS -o /dev/null -w '%{remote_ip}\\n' --max-time 5 https://ecs.REGION.amazonaws.com/",
        ("Correct the region, the private hosted zone or the forwarder; the resolver of the VPC is 169.254.169.253."),
    ),
    confirm="getent hosts ecs.REGION.amazonaws.com prints an address.",
    leads_to=("ecs-endpoint-unreachable", "agent-disconnected"),
)

DNS_RESOLVER_UNREACHABLE = Problem(
    id="dns-resolver-unreachable",
    severity=Severity.CRITICAL,
    title="The resolver does not answer",
    meaning="Questions to the name servers of /etc/resolv.conf time out or come back as SERVFAIL.",
    why="No name resolves, so that nothing outside can be reached.",
    fix=(
        "See which resolvers are in use:",
        "cat /etc/resolv.conf",
        (
            "Allow UDP and TCP 53 to them in security groups and network ACLs, or repair the forwarder; the "
            "DHCP options of the VPC set them:"
        ),
        "aws ec2 describe-dhcp-options --region REGION",
    ),
    confirm="getent hosts ecs.REGION.amazonaws.com prints an address within a second.",
    leads_to=("ecs-endpoint-unreachable", "agent-disconnected"),
)

DNS_FIRST_RESOLVER_DEAD = Problem(
    id="dns-first-resolver-dead",
    severity=Severity.ERROR,
    title="The first resolver is dead and the next one comes too late",
    meaning=(
        "The first name server of /etc/resolv.conf does not answer; the second does, but only after the "
        "time-out of the first, five seconds by default, for each name."
    ),
    why="Calls of the agent with short time-outs fail now and then, and sessions break.",
    fix=(
        "See their order:",
        "cat /etc/resolv.conf",
        (
            "Put a living resolver first, in the DHCP options of the VPC or in the network configuration of "
            "the host, then renew the lease or reboot."
        ),
    ),
    confirm="getent hosts ecs.REGION.amazonaws.com prints an address within a second.",
    leads_to=(
        "agent-disconnected",
        "ecs-endpoint-unreachable",
        "dns-resolver-unreachable",
    ),
)

DNS_RESOLVER_WRONG_ADDRESS = Problem(
    id="dns-resolver-wrong-address",
    severity=Severity.CRITICAL,
    title="The configured resolver belongs to another network",
    meaning=(
        '/etc/resolv.conf or "dns" in /etc/docker/daemon.json names a resolver of another VPC or network, '
        "often baked into the image."
    ),
    why="Names resolve neither on the host nor in containers.",
    fix=(
        "Find the address:",
        "sudo grep -nE 'nameserver|\"dns\"' /etc/resolv.conf /etc/docker/daemon.json",
        "Remove it so that DHCP sets the resolver, or use 169.254.169.253, which is right in every VPC.",
        "If it was in daemon.json, Docker must be restarted.",
        *RESTART_DOCKER,
    ),
    confirm="getent hosts ecs.REGION.amazonaws.com prints an address.",
    leads_to=(
        "ecs-endpoint-unreachable",
        "dns-resolver-unreachable",
    ),
)

LOCALHOST_NOT_RESOLVABLE = Problem(
    id="localhost-not-resolvable",
    severity=Severity.ERROR,
    title="The name localhost does not resolve on the instance",
    meaning=(
        "/etc/hosts lacks the line for localhost and the resolver does not answer for it. The agent's own "
        "health check asks http://localhost:51678."
    ),
    why="The agent's container counts as unhealthy, and parts that talk over localhost fail.",
    fix=(
        "See the file:",
        "cat /etc/hosts",
        "Add the missing lines:",
        "sudo sh -c 'printf \"127.0.0.1 localhost\\n::1 localhost\\n\" >> /etc/hosts'",
        RESTART_AGENT,
    ),
    confirm="getent hosts localhost prints 127.0.0.1 or ::1.",
    leads_to=("agent-disconnected",),
)

VPC_DNS_DISABLED = Problem(
    id="vpc-dns-disabled",
    severity=Severity.ERROR,
    title="The VPC has DNS support or DNS host names switched off",
    meaning=(
        "enableDnsSupport false takes the VPC's resolver away; enableDnsHostnames false makes private DNS of "
        "interface endpoints impossible."
    ),
    why="Names do not resolve, or they resolve to public addresses that cannot be reached.",
    fix=(
        "Switch both on; they take effect within minutes:",
        ("aws ec2 modify-vpc-attribute --region REGION --vpc-id VPC_ID --enable-dns-support '{\"Value\":true}'"),
        ("aws ec2 modify-vpc-attribute --region REGION --vpc-id VPC_ID --enable-dns-hostnames '{\"Value\":true}'"),
    ),
    confirm="getent hosts ecs.REGION.amazonaws.com prints an address; with an endpoint it is a private one.",
    leads_to=("dns-resolver-unreachable", "dns-name-not-found", "endpoint-private-dns-missing"),
    refs=("https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",),
)

ENDPOINT_PRIVATE_DNS_MISSING = Problem(
    id="endpoint-private-dns-missing",
    severity=Severity.ERROR,
    title="Private DNS of the VPC endpoint does not cover the name in use",
    meaning=(
        "The endpoint exists, but the name that the agent uses still leads to public addresses: private DNS "
        "is off for it, or the name is a dual-stack, FIPS or numbered one that it does not cover, or the "
        "resolver is not that of the VPC."
    ),
    why="Traffic goes the public way, which is closed in this subnet, and times out.",
    fix=(
        "Switch private DNS on:",
        "aws ec2 modify-vpc-endpoint --region REGION --vpc-endpoint-id VPC_ENDPOINT_ID --private-dns-enabled",
        (
            "If the hosts use another resolver, make it forward amazonaws.com to a Route 53 Resolver inbound "
            "endpoint of the VPC."
        ),
    ),
    confirm="getent hosts ecs.REGION.amazonaws.com prints an address of the VPC.",
    leads_to=("packets-dropped", "acs-unreachable", "agent-disconnected", "ecs-endpoint-unreachable"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",),
)
