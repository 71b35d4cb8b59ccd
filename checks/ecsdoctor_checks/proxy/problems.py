"""What can be wrong with the proxy."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import CONNECTED, REGISTERED, RESTART_AGENT

PROXY_NO_PROXY_MISSING = Problem(
    id="proxy-no-proxy-missing",
    severity=Severity.CRITICAL,
    title="The proxy also catches instance metadata",
    meaning=(
        "HTTP_PROXY is set without 169.254.169.254 and 169.254.170.2 in NO_PROXY, so that requests for "
        "metadata and credentials go to the proxy. The agent's own default for NO_PROXY comes only after "
        "registration, and only when the variable is empty."
    ),
    why="The agent finds neither region nor credentials, or gets those of the proxy's machine.",
    fix=(
        "Add the exceptions; the last line of the file wins, so repeat in it what you exclude already:",
        (
            'sudo sh -c \'printf "\\nNO_PROXY=169.254.169.254,169.254.170.2,/var/run/docker.sock\\n" >> '
            "/etc/ecs/ecs.config'"
        ),
        RESTART_AGENT,
        "Do the same in the drop-ins of docker and ecs if they set a proxy.",
    ),
    confirm=REGISTERED,
    leads_to=(
        "imds-unreachable",
        "task-credentials-endpoint-unreachable",
        "log-credentials-unreachable",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html",),
)

PROXY_UNREACHABLE = Problem(
    id="proxy-unreachable",
    severity=Severity.CRITICAL,
    title="The proxy itself cannot be reached",
    meaning=(
        'The name or port of HTTP_PROXY or HTTPS_PROXY is wrong, or the way to it is closed: "proxyconnect '
        'tcp", "connection refused", "no such host" with the proxy\'s name.'
    ),
    why="Every call of the agent goes to the proxy and fails.",
    fix=(
        "See which proxy is set, and try it:",
        "sudo grep -hiE '^https?_proxy=' /etc/ecs/ecs.config | sed -E 's#//[^@/]*@#//***@#'",
        ("curl -sS -o /dev/null --max-time 5 -x http://PROXY_HOST:PROXY_PORT https://ecs.REGION.amazonaws.com/"),
        "Correct the value, or open the proxy's port in security groups and firewalls, then:",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("ecs-endpoint-unreachable",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html",),
)

PROXY_REFUSES = Problem(
    id="proxy-refuses",
    severity=Severity.CRITICAL,
    title="The proxy refuses the connection to ECS",
    meaning=("The proxy answers CONNECT to the ECS host with 403 or another refusal: the name is not on its list."),
    why="The agent cannot register, or registers and cannot keep its session.",
    fix=(
        (
            "Allow on the proxy, on port 443: ecs.REGION.amazonaws.com, ecs-a-*.REGION.amazonaws.com and "
            "ecs-t-*.REGION.amazonaws.com; for images also api.ecr, *.dkr.ecr and S3."
        ),
        "Test through it:",
        (
            "curl -sS -o /dev/null -w '%{http_connect}\\n' --max-time 5 -x http://PROXY_HOST:PROXY_PORT "
            "https://ecs.REGION.amazonaws.com/"
        ),
    ),
    confirm="The test prints 200, and the agent registers.",
    leads_to=("ecs-endpoint-unreachable",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html",),
)

PROXY_AUTHENTICATION_REQUIRED = Problem(
    id="proxy-authentication-required",
    severity=Severity.CRITICAL,
    title="The proxy demands authentication",
    meaning=(
        "The proxy answers CONNECT with 407 Proxy Authentication Required; the setting holds no user and "
        "password, or wrong ones."
    ),
    why="No call of the agent gets through.",
    fix=(
        (
            "Exempt the instances on the proxy, or write "
            "HTTPS_PROXY=http://USER:PASSWORD@PROXY_HOST:PROXY_PORT into /etc/ecs/ecs.config, with special "
            "characters percent-encoded."
        ),
        "The file is then a secret; restrict who can read it:",
        "sudo chmod 600 /etc/ecs/ecs.config",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("ecs-endpoint-unreachable",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html",),
)

PROXY_CUTS_WEBSOCKET = Problem(
    id="proxy-cuts-websocket",
    severity=Severity.ERROR,
    title="The proxy or its balancer cuts the agent's idle websocket",
    meaning=(
        "Connections to ACS end after a fixed time without traffic, often a minute or less. The log repeats "
        '"ACS WebSocket connection closed" or "hasn\'t had any activity for too long" at short, even '
        "intervals; a break about every 30 minutes is normal."
    ),
    why="agentConnected flips, and orders to start or stop tasks arrive late.",
    fix=(
        ("Raise the idle time-out for CONNECT on the proxy and on balancers before it to five minutes or more."),
        (
            "Or take ACS out of the proxy: create the endpoint com.amazonaws.REGION.ecs-agent, add its name "
            "to NO_PROXY in /etc/ecs/ecs.config, then:"
        ),
        RESTART_AGENT,
    ),
    confirm='"Connected to ACS endpoint" appears in the log no more often than about every 30 minutes.',
    leads_to=("agent-disconnected",),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
    ),
)

PROXY_NOT_USED_FOR_WEBSOCKET = Problem(
    id="proxy-not-used-for-websocket",
    severity=Severity.ERROR,
    title="The agent's websocket does not go through the proxy",
    meaning=(
        "Registration goes through the proxy, but the websocket to ACS is tried directly: an old agent, a "
        "NO_PROXY that covers amazonaws.com, or a proxy that is set in only one of its three places."
    ),
    why="The instance is registered with agentConnected false.",
    fix=(
        (
            "Set the same proxy in /etc/ecs/ecs.config for the agent and in the drop-in "
            "/etc/systemd/system/docker.service.d/http-proxy.conf for pulls, and look for a NO_PROXY that is "
            "too wide:"
        ),
        (
            "sudo grep -rhiE 'no_proxy' /etc/ecs/ecs.config /etc/systemd/system/ecs.service.d "
            "/etc/systemd/system/docker.service.d"
        ),
        "Update an old agent, then:",
        RESTART_AGENT,
    ),
    confirm=CONNECTED,
    leads_to=("acs-unreachable", "agent-disconnected"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html",),
)

PROXY_NOT_CONFIGURED = Problem(
    id="proxy-not-configured",
    severity=Severity.CRITICAL,
    title="The way out is a proxy and the agent is not told about it",
    meaning=(
        "Other programs on the machine use a proxy, direct connections fail, and neither ecs.config nor a "
        "drop-in of the unit sets HTTP_PROXY. The agent does not read /etc/environment or shell profiles."
    ),
    why="The agent's calls time out; it ends with code 1 and is started again without end.",
    fix=(
        "Name it to the agent, with the exceptions for metadata:",
        (
            "sudo sh -c '(echo; echo HTTP_PROXY=PROXY_HOST:PROXY_PORT; echo "
            "NO_PROXY=169.254.169.254,169.254.170.2,/var/run/docker.sock) >> /etc/ecs/ecs.config'"
        ),
        RESTART_AGENT,
        "Docker needs its own drop-in to pull images: /etc/systemd/system/docker.service.d/http-proxy.conf.",
    ),
    confirm=REGISTERED,
    leads_to=("packets-dropped", "no-route-to-ecs", "dns-name-not-found", "ecs-endpoint-unreachable"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html",),
)
