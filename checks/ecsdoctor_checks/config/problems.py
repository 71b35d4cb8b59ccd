"""What can be wrong with the configuration of the agent."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import ATTACH_INSTANCE_POLICY, REGISTER_ANEW, REGISTERED, RESTART_AGENT, SET_CLUSTER

WRONG_CLUSTER_JOINED = Problem(
    id="wrong-cluster-joined",
    severity=Severity.ERROR,
    title="The instance joined another cluster than intended",
    meaning=(
        'The agent registered in another cluster, typically "default", because the setting was not '
        "recognised, was written too late or came from another place. /v1/metadata shows which."
    ),
    why=(
        "The intended cluster stays empty while this instance looks healthy elsewhere and may even receive tasks there."
    ),
    fix=(
        "Set the cluster you mean:",
        SET_CLUSTER,
        "A restart alone would end with code 5, because the checkpoint names the other cluster.",
        *REGISTER_ANEW,
        "Deregister the old entry in the other cluster; its tasks there are given up:",
        (
            "aws ecs deregister-container-instance --region REGION --cluster OTHER_CLUSTER "
            "--container-instance OLD_CONTAINER_INSTANCE_ARN --force"
        ),
    ),
    confirm=REGISTERED,
    leads_to=("cluster-has-no-instances",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

CONFIG_MISSING = Problem(
    id="config-missing",
    severity=Severity.ERROR,
    title="ecs.config is missing or empty",
    meaning=(
        "/etc/ecs/ecs.config does not exist or sets nothing. The agent takes that without a word as an empty "
        "configuration."
    ),
    why=(
        'With no cluster set it joins or tries to create "default", in which your services do not look for instances.'
    ),
    fix=(
        "Find out why user data did not write it:",
        "sudo tail -n 40 /var/log/cloud-init-output.log",
        "Write it:",
        SET_CLUSTER,
        RESTART_AGENT,
        'If the agent now ends with "Data mismatch; saved cluster", it had already joined "default".',
        *REGISTER_ANEW,
    ),
    confirm=REGISTERED,
    leads_to=("wrong-cluster-joined", "default-cluster-missing"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",),
)

CONFIG_CLUSTER_NOT_SET = Problem(
    id="config-cluster-not-set",
    severity=Severity.ERROR,
    title="ECS_CLUSTER is not set",
    meaning=(
        "No place that the agent reads names a cluster, or the value is empty. The agent registers in "
        '"default" and, when that does not exist, tries to create it with ecs:CreateCluster.'
    ),
    why=(
        'Either the instance sits in "default" while your cluster stays empty, or registration fails on a '
        "permission you never meant to give."
    ),
    fix=(
        SET_CLUSTER,
        RESTART_AGENT,
        'If the agent now ends with "Data mismatch; saved cluster", it had already joined "default".',
        *REGISTER_ANEW,
    ),
    confirm=REGISTERED,
    leads_to=("wrong-cluster-joined", "default-cluster-missing"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",),
)

CONFIG_VARIABLE_NOT_RECOGNISED = Problem(
    id="config-variable-not-recognised",
    severity=Severity.CRITICAL,
    title="A line is written so that the agent does not recognise the variable",
    meaning=(
        'ecs-init splits a line at its first = and keeps everything before it as the name. "export '
        'ECS_CLUSTER=…", "ECS_CLUSTER = …", a lower-case name or an invisible byte order mark at the start '
        "of the file give a name that nobody knows."
    ),
    why=(
        "The line is ignored without any message, and the agent runs with the default: for ECS_CLUSTER that "
        'is the cluster "default".'
    ),
    fix=(
        "Look at the exact bytes of the file:",
        "sudo sed -n l /etc/ecs/ecs.config",
        (
            'Write the name in capitals. The next command removes "export", blanks around the first = and a '
            "byte order mark:"
        ),
        (
            "sudo sed -i -E '1s/^\\xEF\\xBB\\xBF//; "
            "s/^[[:space:]]*(export[[:space:]]+)?([A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=[[:space:]]*/\\2=/' "
            "/etc/ecs/ecs.config"
        ),
        RESTART_AGENT,
        'If the agent now ends with "Data mismatch; saved cluster", it had already joined another cluster.',
        *REGISTER_ANEW,
    ),
    confirm=REGISTERED,
    leads_to=("wrong-cluster-joined", "config-cluster-not-set"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

CLUSTER_NAME_QUOTED = Problem(
    id="cluster-name-quoted",
    severity=Severity.CRITICAL,
    title="The cluster name carries quote characters",
    meaning=(
        "ecs.config says ECS_CLUSTER=\"…\" or '…'. ecs-init is no shell and passes the quotes on as part of "
        "the name, although systemd would strip them."
    ),
    why=(
        'ECS looks for a cluster whose name contains quotes, answers "Cluster not found." or '
        "InvalidParameterException, and the agent ends with code 5."
    ),
    fix=(
        "Write the name without quotes:",
        "sudo sed -i 's/^ECS_CLUSTER=.*/ECS_CLUSTER=CLUSTER/' /etc/ecs/ecs.config",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("cluster-not-found",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

CLUSTER_NAME_HAS_COMMENT = Problem(
    id="cluster-name-has-comment",
    severity=Severity.CRITICAL,
    title="The cluster name carries a comment or other trailing text",
    meaning=(
        'Everything after the first = is the value: "ECS_CLUSTER=prod # note" names a cluster "prod # note". '
        "An append to a file without a final line end glues two settings together, as in "
        '"ECS_CLUSTER=prodECS_LOGLEVEL=debug".'
    ),
    why=(
        'ECS knows no such cluster, answers "Cluster not found.", and the agent ends with code 5; a glued '
        "second setting is lost too."
    ),
    fix=(
        "Give every setting a line of its own and comments theirs:",
        "sudo sed -i 's/^ECS_CLUSTER=.*/ECS_CLUSTER=CLUSTER/' /etc/ecs/ecs.config",
        RESTART_AGENT,
        "In user data begin what you append with a line end, or write the file as a whole.",
    ),
    confirm=REGISTERED,
    leads_to=("cluster-not-found",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

CONFIG_DUPLICATE_VARIABLE = Problem(
    id="config-duplicate-variable",
    severity=Severity.WARNING,
    title="A variable is set more than once with different values",
    meaning=(
        "The same name stands on several lines. The last line of a file wins, and /etc/ecs/ecs.config wins "
        "over /var/lib/ecs/ecs.config."
    ),
    why=("The value in effect is not the one that a reader sees first; an edit of the wrong line changes nothing."),
    fix=(
        "List the names that occur twice:",
        "sudo awk -F= '/^[A-Za-z_][A-Za-z0-9_]*=/ {print $1}' /etc/ecs/ecs.config | sort | uniq -d",
        "Leave one line for each, then:",
        RESTART_AGENT,
    ),
    confirm="The list of repeated names is empty, and the agent shows the intended value.",
    leads_to=("cluster-not-found", "wrong-cluster-joined"),
)

CONFIG_LINE_REJECTED = Problem(
    id="config-line-rejected",
    severity=Severity.CRITICAL,
    title="A line makes Docker reject the agent container",
    meaning=(
        "A line of ecs.config begins with =, for example a separator of equals signs. It becomes an "
        'environment variable without a name, and Docker answers "invalid environment variable: =…".'
    ),
    why=(
        "The agent container is never created: ecs-init exits with 255 every 10 seconds and ecs-agent.log "
        "stays old or absent."
    ),
    fix=(
        "Find the line:",
        "sudo grep -nE '^[[:space:]]*=' /etc/ecs/ecs.config /var/lib/ecs/ecs.config",
        "The next command deletes such lines; they set nothing:",
        "sudo sed -i -E '/^[[:space:]]*=/d' /etc/ecs/ecs.config",
        RESTART_AGENT,
    ),
    confirm="sudo docker ps --filter name=ecs-agent shows the container as Up.",
    leads_to=("agent-container-create-failed",),
)

CONFIG_UNKNOWN_VARIABLE = Problem(
    id="config-unknown-variable",
    severity=Severity.WARNING,
    title="ecs.config sets a variable that the agent does not know",
    meaning=(
        "A name looks like one of the agent's but is not, usually a misspelling or a setting of a newer "
        "version. It is passed on and ignored without a message."
    ),
    why="What it was meant to switch on or off stays at its default.",
    fix=(
        "Compare the name with the agent's list of variables and correct or remove the line.",
        RESTART_AGENT,
    ),
    confirm="The behaviour that the variable controls has changed.",
    leads_to=("config-cluster-not-set",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

CONFIG_VALUE_INVALID = Problem(
    id="config-value-invalid",
    severity=Severity.WARNING,
    title="A variable has a value that the agent ignores or replaces",
    meaning=(
        "Booleans must be true or false (not yes or on), durations need a unit such as 30s or 10m, numbers "
        "no unit, words their exact spelling. Most bad values are replaced by the default with a warning, "
        "some (ECS_IMAGE_PULL_BEHAVIOR, propagation of tags) without any."
    ),
    why="The agent runs, but not with the setting that the file shows.",
    fix=(
        "See which values the agent complained about:",
        (
            "sudo grep -hE 'expected a|Could not parse|nvalid value|Discarded invalid|nvalid format' "
            "/var/log/ecs/ecs-agent.log | tail -n 20"
        ),
        "Correct the lines in /etc/ecs/ecs.config, without quotes, then:",
        RESTART_AGENT,
    ),
    confirm="The agent starts without these warnings.",
    leads_to=("agent-crash-loop",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

CONFIG_JSON_FILE_INVALID = Problem(
    id="config-json-file-invalid",
    severity=Severity.CRITICAL,
    title="The agent's JSON configuration is invalid",
    meaning=(
        '/etc/ecs/ecs.config.json is not valid JSON, or holds a value of the wrong type; the log says "Error '
        'reading cfg json data". Keys are names such as Cluster and AWSRegion, durations are whole '
        "nanoseconds. An empty file is fine."
    ),
    why="The error is fatal: the agent ends with code 1 and ecs-init starts it again without end.",
    fix=(
        "Find the place:",
        "sudo python3 -m json.tool /etc/ecs/ecs.config.json",
        "Correct it, or put the file aside if you do not need it:",
        "sudo mv /etc/ecs/ecs.config.json /etc/ecs/ecs.config.json.old",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("agent-crash-loop",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

CONFIG_CRLF = Problem(
    id="config-crlf",
    severity=Severity.ERROR,
    title="ecs.config has Windows line ends that reach a value",
    meaning=(
        "Lines end with CR LF. Today's ecs-init trims the CR away, but older versions, docker --env-file and "
        "systemd do not all do so, and in a user-data script it breaks the commands (\"$'\\r': command not "
        'found").'
    ),
    why="A value with an invisible CR names a cluster or a registry that does not exist.",
    fix=(
        "Convert the file:",
        "sudo sed -i 's/\\r$//' /etc/ecs/ecs.config",
        RESTART_AGENT,
        "Save the user data in the launch template with LF line ends too.",
    ),
    confirm="sudo grep -c $'\\r' /etc/ecs/ecs.config prints 0.",
    leads_to=("engine-auth-invalid", "cluster-not-found"),
)

CONFIG_CHANGED_SINCE_START = Problem(
    id="config-changed-since-start",
    severity=Severity.WARNING,
    title="ecs.config was edited after the agent started",
    meaning=(
        "The environment of the agent is fixed when ecs-init creates its container, and the file was changed "
        "later. What ecs-init itself reads, such as the proxy, is fixed even earlier, when the unit starts."
    ),
    why="What the file says is not what the agent does.",
    fix=(
        RESTART_AGENT,
        (
            'If the change concerns ECS_CLUSTER, the restart ends with "Data mismatch; saved cluster" until '
            'the checkpoint is put aside: see "ecsdoctor explain checkpoint-cluster-mismatch".'
        ),
    ),
    confirm=("The newest start of the agent in /var/log/ecs/ecs-init.log is later than the change of the file."),
)

CONFIG_SOURCES_DISAGREE = Problem(
    id="config-sources-disagree",
    severity=Severity.WARNING,
    title="Places that name the cluster, region or proxy disagree",
    meaning=(
        "User data, the two ecs.config files, ecs.config.json, drop-ins of the unit, the running agent and "
        "its checkpoint do not say the same. In the agent the environment wins over the JSON file, and that "
        "over user data in JSON; /etc/ecs/ecs.config wins over /var/lib/ecs/ecs.config."
    ),
    why="What is in effect now may change at the next restart or on the next instance.",
    fix=(
        "See all places of the instance side by side:",
        "sudo grep -HnE 'ECS_CLUSTER|AWS_DEFAULT_REGION|PROXY' /etc/ecs/ecs.config /var/lib/ecs/ecs.config",
        "systemctl cat ecs",
        "Keep the setting in one place, best in the user data that writes /etc/ecs/ecs.config, and restart:",
        RESTART_AGENT,
    ),
    confirm="All places that are left name the same value.",
    leads_to=("wrong-cluster-joined",),
)

INSTANCE_ATTRIBUTES_INVALID = Problem(
    id="instance-attributes-invalid",
    severity=Severity.CRITICAL,
    title="ECS_INSTANCE_ATTRIBUTES is invalid",
    meaning=(
        "The value is not a flat JSON object of strings on one line, or holds a name or value that ECS "
        'refuses. Bad JSON is fatal with code 1 ("Invalid format for ECS_INSTANCE_ATTRIBUTES"); a refused '
        "name ends with code 5."
    ),
    why="The agent does not get as far as registration, or is turned away there.",
    fix=(
        "Write it on one line, without quotes around the whole; values are strings, also numbers and true:",
        'ECS_INSTANCE_ATTRIBUTES={"stack":"blue","tier":"1"}',
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=(
        "agent-crash-loop",
        "agent-not-registered",
        "agent-not-running",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

INSTANCE_ATTRIBUTES_NOT_APPLIED = Problem(
    id="instance-attributes-not-applied",
    severity=Severity.WARNING,
    title="Custom attributes were set after the first registration",
    meaning=(
        "ECS_INSTANCE_ATTRIBUTES is sent only when the instance registers for the first time. Later changes "
        "of the file are ignored without a message."
    ),
    why="Placement constraints that ask for the attribute do not find this instance.",
    fix=(
        "Set the attribute through the API; nothing needs to be restarted:",
        (
            "aws ecs put-attributes --region REGION --cluster CLUSTER --attributes "
            "name=NAME,value=VALUE,targetType=container-instance,targetId=CONTAINER_INSTANCE_ARN"
        ),
    ),
    confirm=(
        "aws ecs list-attributes --region REGION --cluster CLUSTER --target-type container-instance "
        "--attribute-name NAME lists this instance."
    ),
    leads_to=("missing-attribute",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html",),
)

INSTANCE_TAGS_INVALID = Problem(
    id="instance-tags-invalid",
    severity=Severity.CRITICAL,
    title="ECS_CONTAINER_INSTANCE_TAGS is invalid",
    meaning=(
        'The value is not a JSON object of strings on one line ("Invalid format for '
        'ECS_CONTAINER_INSTANCE_TAGS"), or a key uses the reserved prefix aws:.'
    ),
    why=(
        "Bad JSON is fatal: the agent ends with code 1 and is started again without end. A refused tag ends "
        "registration."
    ),
    fix=(
        "Write it on one line, without quotes around the whole:",
        'ECS_CONTAINER_INSTANCE_TAGS={"team":"web","env":"prod"}',
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=(
        "agent-crash-loop",
        "agent-not-running",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html",),
)

INSTANCE_TAGS_PROPAGATION_FAILED = Problem(
    id="instance-tags-propagation-failed",
    severity=Severity.CRITICAL,
    title="Tags of the EC2 instance cannot be read or used for registration",
    meaning=(
        "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance makes the agent call ec2:DescribeTags "
        'before it registers. The call is denied or does not get through ("Error calling DescribeTags API"), '
        "or a tag cannot be used."
    ),
    why="The failure blocks registration: the agent ends with code 1 and is started again without end.",
    fix=(
        "Allow the call; the managed policy contains it:",
        ATTACH_INSTANCE_POLICY,
        "Without a way to the EC2 endpoint, or if you do not need the tags, switch it off instead:",
        "sudo sed -i '/^ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=/d' /etc/ecs/ecs.config",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("agent-crash-loop", "agent-not-registered"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html",),
)

LOGGING_DRIVERS_INVALID = Problem(
    id="logging-drivers-invalid",
    severity=Severity.ERROR,
    title="ECS_AVAILABLE_LOGGING_DRIVERS is not a JSON list of known drivers",
    meaning=(
        "Quotes were lost or added on the way into the file. Malformed JSON is ignored with a warning and "
        'the default list applies; a well-formed list with an unknown name is fatal ("Invalid logging '
        'drivers").'
    ),
    why="The instance does not offer the driver that tasks ask for, or the agent does not start at all.",
    fix=(
        "The line should look like this, with double quotes inside and none around it:",
        'ECS_AVAILABLE_LOGGING_DRIVERS=["json-file","awslogs","none"]',
        RESTART_AGENT,
    ),
    confirm=(
        "aws ecs list-attributes --region REGION --cluster CLUSTER --target-type container-instance "
        "--attribute-name ecs.capability.logging-driver.awslogs lists this instance."
    ),
    leads_to=(
        "missing-attribute-logging-driver",
        "agent-crash-loop",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

ENGINE_AUTH_INVALID = Problem(
    id="engine-auth-invalid",
    severity=Severity.ERROR,
    title="ECS_ENGINE_AUTH_DATA or ECS_ENGINE_AUTH_TYPE is invalid",
    meaning=(
        "The type must be docker or dockercfg, and the data one line of JSON with registries as its "
        'outermost keys. A copy of ~/.docker/config.json with its "auths" wrapper yields nothing; Docker Hub '
        'is https://index.docker.io/v1/. The log says "Unknown auth configuration" or "Could not parse".'
    ),
    why="The agent only warns and registers; private images are then pulled without credentials and refused.",
    fix=(
        'For the type dockercfg use the object inside "auths":',
        "ECS_ENGINE_AUTH_TYPE=dockercfg",
        'ECS_ENGINE_AUTH_DATA={"https://index.docker.io/v1/":{"auth":"BASE64_OF_USER_AND_PASSWORD"}}',
        RESTART_AGENT,
    ),
    confirm="A new task with the private image starts, and the agent's log has no warning about auth data.",
    leads_to=("image-pull-access-denied",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth-container-instances.html",),
)

RESERVED_MEMORY_TOO_HIGH = Problem(
    id="reserved-memory-too-high",
    severity=Severity.CRITICAL,
    title="ECS_RESERVED_MEMORY is above the memory of the host",
    meaning=(
        'The value, in MiB, is larger than the memory of the instance. The log says "reserved memory is '
        'higher than available memory on the host" and "Unable to fetch host resources".'
    ),
    why="The agent ends with code 1 and is started again without end.",
    fix=(
        "Choose a value well below the memory of this type, for example:",
        "sudo sed -i 's/^ECS_RESERVED_MEMORY=.*/ECS_RESERVED_MEMORY=256/' /etc/ecs/ecs.config",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("agent-crash-loop",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html",),
)

BACKEND_HOST_OVERRIDDEN = Problem(
    id="backend-host-overridden",
    severity=Severity.CRITICAL,
    title="ECS_BACKEND_HOST points somewhere wrong",
    meaning=(
        "The setting replaces the regional endpoint of ECS, often a leftover of a test. It also switches off "
        "the choice of FIPS and dual-stack endpoints."
    ),
    why=(
        "Registration goes to a host that is not ECS or not in this region, and fails with DNS, TLS or "
        "connection errors."
    ),
    fix=(
        ("Remove the line to get the regional endpoint back; on ECS Anywhere look in /var/lib/ecs/ecs.config too:"),
        "sudo sed -i '/^ECS_BACKEND_HOST=/d' /etc/ecs/ecs.config",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("ecs-endpoint-unreachable",),
)

REGION_INVALID = Problem(
    id="region-invalid",
    severity=Severity.CRITICAL,
    title="The configured region does not exist",
    meaning=(
        "AWS_DEFAULT_REGION holds an availability zone such as us-east-1a, a misspelling or a name with "
        'quotes. No endpoint has such a name, so that calls end with "no such host".'
    ),
    why="No call to ECS can succeed; the agent ends with code 1 and is started again without end.",
    fix=(
        "On EC2 the setting is not needed; without it the agent asks instance metadata:",
        "sudo sed -i '/^AWS_DEFAULT_REGION=/d' /etc/ecs/ecs.config",
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("ecs-endpoint-unreachable",),
)

REGION_MISMATCH = Problem(
    id="region-mismatch",
    severity=Severity.CRITICAL,
    title="The agent is set to another region than the cluster",
    meaning=(
        "AWS_DEFAULT_REGION or the JSON file names a region in which the cluster does not exist. ECS there "
        'answers "Cluster not found."; the error does not mention the region.'
    ),
    why="The agent ends with code 5 although the cluster exists where you look at it.",
    fix=(
        "Find out where the cluster is:",
        "aws ecs describe-clusters --region REGION --clusters CLUSTER",
        "On EC2 remove the setting, so that the agent uses the region of the instance:",
        "sudo sed -i '/^AWS_DEFAULT_REGION=/d' /etc/ecs/ecs.config",
        RESTART_AGENT,
        "An instance cannot join a cluster of another region; launch it where the cluster is.",
    ),
    confirm=REGISTERED,
    leads_to=("cluster-not-found",),
)

AGENT_LOG_SILENCED = Problem(
    id="agent-log-silenced",
    severity=Severity.WARNING,
    title="The configuration silences the agent's log file",
    meaning=(
        "Any value of ECS_LOG_DRIVER turns /var/log/ecs/ecs-agent.log off, and so do a level of none and an "
        "unknown ECS_LOG_OUTPUT_FORMAT (the names are logfmt and json, in lower case)."
    ),
    why="The file is old or empty when you need it, which looks as if the agent never started.",
    fix=(
        "For now read what Docker or the driver's target holds:",
        "sudo docker logs --tail 40 ecs-agent",
        "To write the file as well, add a line and restart:",
        "ECS_LOGLEVEL_ON_INSTANCE=info",
        RESTART_AGENT,
    ),
    confirm="sudo tail -n 5 /var/log/ecs/ecs-agent.log shows lines of the last minutes.",
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-logs-collector.html",
    ),
)

CONFIG_AUTO_DETECTED_LIMITS = Problem(
    id="config-auto-detected-limits",
    severity=Severity.WARNING,
    title="Reserved ports, task timeouts or clean-up settings are unsuitable",
    meaning=(
        "ECS_RESERVED_PORTS replaces its default list (22, 2375, 2376, 51678, 51679) instead of adding to "
        "it; very short or long timeouts and clean-up times are clamped or work against the tasks."
    ),
    why=(
        "Tasks may take the agent's own ports, be killed before they end cleanly, or fill the disk with "
        "images and dead containers."
    ),
    fix=(
        "Keep the default ports in the list and give durations with a unit, for example:",
        "ECS_RESERVED_PORTS=[22,2375,2376,51678,51679,9100]",
        "ECS_CONTAINER_STOP_TIMEOUT=30s",
        RESTART_AGENT,
    ),
    confirm="The agent starts without warnings about these variables.",
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)

APPNET_OR_FEATURE_CONFIG_INVALID = Problem(
    id="appnet-or-feature-config-invalid",
    severity=Severity.ERROR,
    title="An optional feature is switched on but not available",
    meaning=(
        "GPU support, task networking, trunking, EBS attachment, Exec or Service Connect needs a driver, "
        "plug-in, image or account setting that is missing here. The log names the part, for example "
        '"ecscni: failed invoking capabilities command" or "Failed to load appnet Agent container".'
    ),
    why=(
        "Most features are then not offered and tasks that ask for them are not placed; missing parts of "
        "task networking end the agent with code 5."
    ),
    fix=(
        "See which part the agent misses:",
        "sudo grep -hiE 'gpu|ecscni|appnet|EBS Daemon|capability' /var/log/ecs/ecs-agent.log | tail -n 20",
        (
            "Use a current ECS-optimized AMI, which has these parts, or switch the feature off in "
            "/etc/ecs/ecs.config, then:"
        ),
        RESTART_AGENT,
    ),
    confirm="The attributes of the container instance include the capability that the tasks ask for.",
    leads_to=(
        "agent-not-running",
        "agent-not-registered",
    ),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
)
