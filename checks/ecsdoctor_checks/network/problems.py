"""What can be wrong with the network."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import CONNECTED, ENDPOINT_ANSWERS, REGISTERED, RESTART_AGENT, TRY_ENDPOINT

ECS_ENDPOINT_UNREACHABLE = Problem(
    id="ecs-endpoint-unreachable",
    severity=Severity.CRITICAL,
    title="The ECS endpoint cannot be reached",
    meaning=(
        "Resolving, connecting or TLS to the ECS endpoint of the region fails from where the agent stands. "
        'The log shows "no such host", "i/o timeout", "connection refused", x509 errors or "request canceled '
        'while waiting for connection".'
    ),
    why=(
        "The agent can neither register nor learn where to connect; it ends with code 1 and is started again "
        "without end."
    ),
    fix=(
        "Try the way by hand; any HTTP status means that it is open:",
        TRY_ENDPOINT,
        "Follow the step that fails: name, route, security group, proxy or certificate.",
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=(
        "agent-not-registered",
        "agent-disconnected",
        "agent-crash-loop",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",),
)

NO_ROUTE_TO_ECS = Problem(
    id="no-route-to-ecs",
    severity=Severity.CRITICAL,
    title="There is no route to the ECS endpoint",
    meaning=(
        "The subnet has no default route and the VPC has no interface endpoints for ECS, so packets to "
        'ecs.REGION.amazonaws.com have nowhere to go ("network is unreachable" or a time-out).'
    ),
    why="The agent cannot register; image pulls and logs fail for the same reason.",
    fix=(
        "Look at the route table of the subnet; if the answer is empty, the main table of the VPC applies:",
        "aws ec2 describe-route-tables --region REGION --filters Name=association.subnet-id,Values=SUBNET_ID",
        "Add a route to a NAT gateway, or create interface endpoints for ecs, ecs-agent and ecs-telemetry:",
        (
            "aws ec2 create-route --region REGION --route-table-id ROUTE_TABLE_ID --destination-cidr-block "
            "0.0.0.0/0 --nat-gateway-id NAT_GATEWAY_ID"
        ),
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=("packets-dropped", "ecs-endpoint-unreachable"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",),
)

NO_PUBLIC_IP = Problem(
    id="no-public-ip",
    severity=Severity.CRITICAL,
    title="The instance has no public address in a subnet of an internet gateway",
    meaning=(
        "The default route leads to an internet gateway, but the instance has no public IPv4 address, and "
        "there is neither NAT nor an endpoint. Its packets leave and no answer finds the way back."
    ),
    why="Every connection to AWS times out; the agent cannot register.",
    fix=(
        "For new instances switch on public addresses in the launch template or in the subnet:",
        "aws ec2 modify-subnet-attribute --region REGION --subnet-id SUBNET_ID --map-public-ip-on-launch",
        "This instance gets one through an elastic address, or move it to a subnet with a NAT gateway:",
        "aws ec2 associate-address --region REGION --instance-id INSTANCE_ID --allocation-id ALLOCATION_ID",
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=(
        "ecs-endpoint-unreachable",
        "packets-dropped",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html",),
)

NAT_GATEWAY_BROKEN = Problem(
    id="nat-gateway-broken",
    severity=Severity.CRITICAL,
    title="The NAT gateway on the path does not work",
    meaning=(
        "The default route names a NAT gateway that failed or was deleted, or that stands in a subnet "
        "without a route to an internet gateway."
    ),
    why="Every connection from the subnets behind it times out.",
    fix=(
        "See its state and its subnet:",
        (
            "aws ec2 describe-nat-gateways --region REGION --nat-gateway-ids NAT_GATEWAY_ID --query "
            "'NatGateways[0].[State,SubnetId,FailureMessage]'"
        ),
        "Create one in a public subnet and point the route at it:",
        (
            "aws ec2 replace-route --region REGION --route-table-id ROUTE_TABLE_ID --destination-cidr-block "
            "0.0.0.0/0 --nat-gateway-id NEW_NAT_GATEWAY_ID"
        ),
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=(
        "ecs-endpoint-unreachable",
        "packets-dropped",
    ),
    refs=("https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",),
)

ROUTE_BLACKHOLE = Problem(
    id="route-blackhole",
    severity=Severity.CRITICAL,
    title="The route on the path is a blackhole",
    meaning=(
        'The route that applies has the state "blackhole": the gateway, interface, instance or peering it '
        "names no longer exists."
    ),
    why="Packets are dropped without an answer, so that connections time out.",
    fix=(
        "Find the dead route:",
        (
            "aws ec2 describe-route-tables --region REGION --filters Name=route.state,Values=blackhole "
            "Name=vpc-id,Values=VPC_ID"
        ),
        "Point it at a target that exists:",
        (
            "aws ec2 replace-route --region REGION --route-table-id ROUTE_TABLE_ID --destination-cidr-block "
            "0.0.0.0/0 --nat-gateway-id NAT_GATEWAY_ID"
        ),
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=("packets-dropped", "ecs-endpoint-unreachable", "no-route-to-ecs"),
)

PACKETS_DROPPED = Problem(
    id="packets-dropped",
    severity=Severity.CRITICAL,
    title="Packets to the endpoint vanish",
    meaning=(
        "The name resolves, but the connection to port 443 times out: a security group, a network ACL, a "
        "missing NAT or address, or a firewall drops the packets without an answer."
    ),
    why="The agent waits until its time-out, ends with code 1 and is started again without end.",
    fix=(
        "See the way the packets take on the host:",
        "ip route get 1.1.1.1",
        ("Look from outside at the security group, the network ACL and the route table of the instance's subnet:"),
        "ecsdoctor instance INSTANCE_ID --region REGION",
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=("ecs-endpoint-unreachable",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",),
)

SECURITY_GROUP_EGRESS_BLOCKED = Problem(
    id="security-group-egress-blocked",
    severity=Severity.CRITICAL,
    title="The security group lets no HTTPS out",
    meaning=(
        "No egress rule of the security groups of the instance allows TCP 443 to the ECS endpoint, so that "
        "connections time out."
    ),
    why="The agent can reach neither ECS nor registries nor logs.",
    fix=(
        "Allow it; narrow the range if you use VPC endpoints:",
        (
            "aws ec2 authorize-security-group-egress --region REGION --group-id SECURITY_GROUP_ID "
            "--ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges=[{CidrIp=0.0.0.0/0}]'"
        ),
        "The agent tries again by itself.",
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=(
        "ecs-endpoint-unreachable",
        "packets-dropped",
    ),
)

NETWORK_ACL_BLOCKS = Problem(
    id="network-acl-blocks",
    severity=Severity.CRITICAL,
    title="A network ACL blocks the way or the answer",
    meaning=(
        "Network ACLs keep no state: besides TCP 443 outbound they must let the answers in, on ephemeral "
        "ports 1024 to 65535. One of the two is denied for the subnet."
    ),
    why="Connections time out although security groups and routes are right.",
    fix=(
        "Look at the entries; the lowest number that matches decides:",
        "aws ec2 describe-network-acls --region REGION --filters Name=association.subnet-id,Values=SUBNET_ID",
        "Allow both directions with numbers below the denying entry:",
        (
            "aws ec2 create-network-acl-entry --region REGION --network-acl-id NETWORK_ACL_ID --egress "
            "--rule-number 90 --protocol 6 --port-range From=443,To=443 --cidr-block 0.0.0.0/0 --rule-action "
            "allow"
        ),
        (
            "aws ec2 create-network-acl-entry --region REGION --network-acl-id NETWORK_ACL_ID --ingress "
            "--rule-number 90 --protocol 6 --port-range From=1024,To=65535 --cidr-block 0.0.0.0/0 "
            "--rule-action allow"
        ),
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=(
        "ecs-endpoint-unreachable",
        "packets-dropped",
    ),
)

CONNECTION_REFUSED_BY_ENDPOINT = Problem(
    id="connection-refused-by-endpoint",
    severity=Severity.CRITICAL,
    title="The address of the endpoint refuses the connection",
    meaning=(
        'The name resolves to an address where nothing listens on port 443 ("connect: connection refused"). '
        "ECS never does that: the address is wrong, from /etc/hosts, a private zone, ECS_BACKEND_HOST or a "
        "proxy setting."
    ),
    why="The agent cannot register; it ends with code 1 and is started again without end.",
    fix=(
        "See where the name leads and what overrides it:",
        TRY_ENDPOINT,
        "sudo grep -nE 'amazonaws|ECS_BACKEND_HOST|PROXY' /etc/hosts /etc/ecs/ecs.config",
        "Remove the wrong entry, then:",
        RESTART_AGENT,
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=("ecs-endpoint-unreachable",),
)

CONNECTION_RESET_BY_MIDDLEBOX = Problem(
    id="connection-reset-by-middlebox",
    severity=Severity.ERROR,
    title="The connection is cut after it was opened",
    meaning=(
        'Something between the instance and ECS ends connections that were established ("connection reset by '
        'peer", "EOF"), typically a firewall that inspects TLS or filters by server name.'
    ),
    why="Calls fail at random or always, and the agent's sessions do not hold.",
    fix=(
        "Watch one connection from its start:",
        "curl -sv --max-time 10 -o /dev/null https://ecs.REGION.amazonaws.com/",
        (
            "Let the firewall pass ecs, ecs-a-*, ecs-t-* and their numbers under REGION.amazonaws.com on "
            "port 443 without inspection, or go around it with VPC endpoints."
        ),
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=("ecs-endpoint-unreachable",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",),
)

ENDPOINT_NOT_ANSWERING = Problem(
    id="endpoint-not-answering",
    severity=Severity.ERROR,
    title="The endpoint accepts the connection and gives no proper answer",
    meaning=(
        "The connection opens, but TLS or HTTP never completes, or a page comes back that is not from ECS: a "
        'load balancer, a captive portal or a wrong host stands in between. The log shows "TLS handshake '
        'timeout" or an answer that cannot be parsed.'
    ),
    why="Each call of the agent waits for its time-out of about 40 seconds and fails.",
    fix=(
        "See who answers, and with which certificate:",
        "curl -sv --max-time 10 -o /dev/null https://ecs.REGION.amazonaws.com/",
        "If large packets are lost on the way, compare with a smaller MTU:",
        "sudo ip link set dev INTERFACE mtu 1400",
        "Correct the device or the DNS entry that answers in place of ECS.",
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=("ecs-endpoint-unreachable",),
)

VPC_ENDPOINT_MISSING = Problem(
    id="vpc-endpoint-missing",
    severity=Severity.ERROR,
    title="A VPC endpoint that the agent or its tasks need is missing",
    meaning=(
        "In a subnet without internet access the agent needs interface endpoints for ecs, ecs-agent and "
        "ecs-telemetry; tasks usually also ecr.api, ecr.dkr, logs and the gateway for S3. At least one is "
        "not there, and its name leads to public addresses."
    ),
    why="What goes through the missing one fails: registration, the control session, metrics or image pulls.",
    fix=(
        "List what exists:",
        (
            "aws ec2 describe-vpc-endpoints --region REGION --filters Name=vpc-id,Values=VPC_ID --query "
            "'VpcEndpoints[].[ServiceName,State,PrivateDnsEnabled]' --output table"
        ),
        "Create each that is missing:",
        (
            "aws ec2 create-vpc-endpoint --region REGION --vpc-endpoint-type Interface --vpc-id VPC_ID "
            "--service-name com.amazonaws.REGION.ecs-agent --subnet-ids SUBNET_ID --security-group-ids "
            "SECURITY_GROUP_ID --private-dns-enabled"
        ),
    ),
    confirm=CONNECTED,
    leads_to=(
        "packets-dropped",
        "acs-unreachable",
        "ecs-endpoint-unreachable",
        "agent-disconnected",
        "image-pull-failed",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",),
)

VPC_ENDPOINT_MISCONFIGURED = Problem(
    id="vpc-endpoint-misconfigured",
    severity=Severity.ERROR,
    title="A VPC endpoint exists but cannot be used",
    meaning=(
        'The endpoint is not "available", has no interface in a zone that the instance can reach, its '
        "security group does not admit port 443 from the instances, or its policy does not allow the role."
    ),
    why="Calls time out or end with AccessDeniedException although the endpoint is there.",
    fix=(
        "Look at state, subnets, groups and policy:",
        "aws ec2 describe-vpc-endpoints --region REGION --vpc-endpoint-ids VPC_ENDPOINT_ID",
        "Let the instances in:",
        (
            "aws ec2 authorize-security-group-ingress --region REGION --group-id ENDPOINT_SECURITY_GROUP_ID "
            "--protocol tcp --port 443 --source-group INSTANCE_SECURITY_GROUP_ID"
        ),
        "If its policy is the obstacle, allow the instance role there, or the default of full access.",
    ),
    confirm=ENDPOINT_ANSWERS,
    leads_to=("packets-dropped", "acs-unreachable", "ecs-endpoint-unreachable", "agent-disconnected"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",),
)

IPV6_ONLY_NO_IPV4_EGRESS = Problem(
    id="ipv6-only-no-ipv4-egress",
    severity=Severity.CRITICAL,
    title="There is only IPv6 egress and the endpoint in use has no IPv6",
    meaning=(
        "The instance can reach the internet by IPv6 alone, but the agent uses the IPv4 endpoints. It "
        "chooses dual-stack endpoints only where the default routes show an IPv6-only host; a host with both "
        "is treated as IPv4."
    ),
    why="Registration or the control session times out.",
    fix=(
        "Tell the agent to use IPv6:",
        "sudo sh -c 'printf \"\\nECS_INSTANCE_IP_COMPATIBILITY=ipv6\\n\" >> /etc/ecs/ecs.config'",
        RESTART_AGENT,
        ("Older agents do not know the setting: update the agent, or give IPv4 a way out through NAT or endpoints."),
    ),
    confirm=CONNECTED,
    leads_to=(
        "ecs-endpoint-unreachable",
        "agent-disconnected",
        "no-route-to-ecs",
    ),
)

IPV6_DISABLED_BREAKS_AGENT = Problem(
    id="ipv6-disabled-breaks-agent",
    severity=Severity.ERROR,
    title="IPv6 is switched off in a way that this ecs-init cannot stand",
    meaning=(
        "The kernel runs with ipv6.disable=1 or without the module, and ecs-init fails in pre-start when it "
        'sets IPv6 sysctls or rules ("could not disable ipv6 router advertisements").'
    ),
    why="The unit never gets as far as starting the agent; systemd tries again every 10 seconds.",
    fix=(
        "Read the failing step:",
        "sudo tail -n 20 /var/log/ecs/ecs-init.log",
        "Update ecs-init; newer versions take the absence of IPv6 as it is:",
        "sudo yum update -y ecs-init",
        RESTART_AGENT,
        "Or switch IPv6 off with net.ipv6.conf.all.disable_ipv6=1 in place of the kernel parameter.",
    ),
    confirm=REGISTERED,
    leads_to=("agent-not-running",),
)

HOST_FIREWALL_BLOCKS_AGENT = Problem(
    id="host-firewall-blocks-agent",
    severity=Severity.ERROR,
    title="The firewall of the host blocks the agent's ports",
    meaning=(
        "firewalld, ufw or own iptables rules drop packets from containers to the host, have removed the "
        "rules of ecs-init, so that the redirect of 169.254.170.2 to 51679 does not work, or let no connection out."
    ),
    why="Containers get no task credentials and no task metadata; where nothing gets out, the agent cannot register.",
    fix=(
        "Look at the rules:",
        "sudo iptables -S INPUT",
        "sudo iptables -S OUTPUT",
        "sudo iptables -t nat -S | grep 169.254.170.2",
        "Let the Docker bridge reach the agent, then let ecs-init set its own rules again:",
        "sudo iptables -I INPUT -i docker0 -p tcp --dport 51679 -j ACCEPT",
        RESTART_AGENT,
        "Make the rule permanent in your firewall and load that before the ecs unit starts.",
    ),
    confirm="sudo iptables -t nat -S shows the redirect to 51679, and tasks get credentials.",
    leads_to=("task-credentials-endpoint-unreachable", "ecs-endpoint-unreachable"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",),
)

ACS_UNREACHABLE = Problem(
    id="acs-unreachable",
    severity=Severity.ERROR,
    title="The endpoint of the control session cannot be reached",
    meaning=(
        "Registration works, but the host that DiscoverPollEndpoint names (ecs-a-N.REGION.amazonaws.com) "
        'cannot be resolved or connected: "Failed to connect to ACS", "websocket client: unable to dial".'
    ),
    why="The instance is registered with agentConnected false and gets no tasks.",
    fix=(
        "Try the usual name by hand; any HTTP status means that the way is open:",
        ("curl -sS -o /dev/null -w '%{http_code} %{remote_ip}\\n' --max-time 5 https://ecs-a-1.REGION.amazonaws.com/"),
        (
            "Without internet access create the endpoint com.amazonaws.REGION.ecs-agent; with a proxy or "
            "firewall allow these names too."
        ),
    ),
    confirm=CONNECTED,
    leads_to=("agent-disconnected",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",),
)
