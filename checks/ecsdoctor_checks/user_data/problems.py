"""What can be wrong with user data."""

from __future__ import annotations

from ecsdoctor import Problem, Severity

from ..steps import REGISTER_ANEW, REGISTERED, RESTART_AGENT, SET_CLUSTER

USER_DATA_DEADLOCK = Problem(
    id="user-data-deadlock",
    severity=Severity.CRITICAL,
    title="User data waits for the ecs unit, which waits for user data",
    meaning=(
        'The script runs "systemctl start ecs", "restart ecs" or "enable --now ecs" without --no-block. On '
        "Amazon Linux the unit is ordered after cloud-final.service, which runs the script, so each waits "
        "for the other: list-jobs shows ecs waiting, cloud-final is activating, ecs is inactive."
    ),
    why="The boot never ends, the agent never starts, and nothing is logged that says so.",
    fix=(
        "See the two waiting for each other:",
        "systemctl list-jobs",
        "Free this instance: withdraw the waiting start, then queue it without waiting:",
        ("systemctl list-jobs --no-legend | awk '$2 == \"ecs.service\" {print $1}' | xargs -r sudo systemctl cancel"),
        "sudo systemctl start --no-block ecs",
        (
            "In the launch template drop the line (on ECS-optimized AMIs the agent starts by itself) or "
            'write "systemctl start --no-block ecs".'
        ),
    ),
    confirm='systemctl list-jobs prints "No jobs running.", and port 51678 answers.',
    leads_to=("agent-not-running",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",),
)

USER_DATA_NOT_RUN = Problem(
    id="user-data-not-run",
    severity=Severity.ERROR,
    title="User data that configures the agent did not run",
    meaning=(
        "The script did not get as far as the lines about ECS: an earlier command failed or rebooted the "
        "machine, cloud-init is switched off in the image, or user data was changed later. Scripts run on "
        "the first boot only."
    ),
    why='ecs.config is missing or incomplete, and the agent joins "default" or nothing.',
    fix=(
        "See how far cloud-init came:",
        "sudo cloud-init status --long",
        "sudo tail -n 40 /var/log/cloud-init-output.log",
        "Do by hand on this instance what was skipped:",
        SET_CLUSTER,
        RESTART_AGENT,
        "Correct the launch template and replace the other instances; a reboot does not run user data again.",
    ),
    confirm=REGISTERED,
    leads_to=("config-missing", "config-cluster-not-set"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",),
)

USER_DATA_INVALID = Problem(
    id="user-data-invalid",
    severity=Severity.ERROR,
    title="User data cannot be parsed",
    meaning=(
        "The first line is no #!/bin/bash, #cloud-config or MIME header, the MIME parts or YAML are broken, "
        'the text was encoded twice, or its lines end with CR LF. cloud-init says "Unhandled non-multipart", '
        '"YAMLError", "Failed to run module scripts-user" or "$\'\\r\': command not found".'
    ),
    why="Nothing in it is carried out, so the agent is not configured.",
    fix=(
        "Look at it as the instance received it:",
        "sudo cloud-init query userdata",
        (
            "Correct it in the launch template: the header in the very first line without blanks before it, "
            "LF line ends, base64 encoded once. Then launch a new instance."
        ),
        "For this instance write the setting by hand:",
        SET_CLUSTER,
        RESTART_AGENT,
    ),
    confirm=('sudo cloud-init status prints "status: done" on a new instance, and its ecs.config names the cluster.'),
    leads_to=("user-data-not-run", "config-cluster-not-set"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",),
)

USER_DATA_WRONG_PLATFORM = Problem(
    id="user-data-wrong-platform",
    severity=Severity.ERROR,
    title="User data is written for another operating system",
    meaning=(
        'It uses means that this system does not have: "start ecs" of upstart on a system with systemd, a '
        "shell script on Bottlerocket, TOML or PowerShell on Linux."
    ),
    why="The lines fail or are ignored, and the agent stays unconfigured.",
    fix=(
        (
            "Use the form of the AMI: a shell script for Amazon Linux, [settings.ecs] with cluster = "
            '"CLUSTER" in TOML for Bottlerocket, <powershell> with Initialize-ECSAgent for Windows.'
        ),
        (
            "User data runs on the first boot only, so launch a new instance with it. To repair an Amazon "
            "Linux instance by hand:"
        ),
        SET_CLUSTER,
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("user-data-not-run", "config-cluster-not-set"),
    refs=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-bottlerocket.html",
    ),
)

USER_DATA_AGENT_STARTED_TOO_EARLY = Problem(
    id="user-data-agent-started-too-early",
    severity=Severity.ERROR,
    title="The agent is started before it can run or before it is configured",
    meaning=(
        "User data or a unit starts or restarts ecs before Docker is up or before ecs.config is written. The "
        "rpm and deb units do not wait for cloud-init, so there the agent can start by itself too early."
    ),
    why=(
        'The agent fails, or it joins "default"; the later configuration then hits the checkpoint and ends '
        "it with code 5."
    ),
    fix=(
        "Write ecs.config first and start the agent last, without waiting for it:",
        "sudo systemctl restart --no-block ecs",
        (
            "On systems whose unit does not wait for cloud-init, keep ecs disabled in the image and let user "
            'data enable it in its last line with "systemctl enable --now --no-block ecs".'
        ),
        "If this instance has already joined another cluster, it must register anew.",
        *REGISTER_ANEW,
    ),
    confirm=REGISTERED,
    leads_to=("wrong-cluster-joined", "agent-not-running"),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",),
)

USER_DATA_WRONG_CLUSTER = Problem(
    id="user-data-wrong-cluster",
    severity=Severity.ERROR,
    title="User data names another cluster",
    meaning=(
        "The cluster in user data differs from the one intended or from ecs.config, often because a launch "
        "template was copied or an old version of it is in use."
    ),
    why='Every new instance of this template goes to the wrong cluster or ends with "Cluster not found.".',
    fix=(
        "Correct ECS_CLUSTER in the launch template and make the autoscaling group use that version.",
        "For this instance:",
        "sudo sed -i 's/^ECS_CLUSTER=.*/ECS_CLUSTER=CLUSTER/' /etc/ecs/ecs.config",
        RESTART_AGENT,
        'If the agent now ends with "Data mismatch; saved cluster", it had already joined the other cluster.',
        *REGISTER_ANEW,
    ),
    confirm=REGISTERED,
    leads_to=("cluster-not-found", "wrong-cluster-joined"),
)

USER_DATA_DOES_NOT_SET_CLUSTER = Problem(
    id="user-data-does-not-set-cluster",
    severity=Severity.WARNING,
    title="User data does not set the cluster",
    meaning=(
        "User data neither writes ECS_CLUSTER to /etc/ecs/ecs.config nor is it an agent configuration in "
        'JSON. Unless the image or another tool sets it, the agent joins "default".'
    ),
    why="New instances of this template do not reach your cluster.",
    fix=(
        "Add these lines to the user data of the launch template:",
        "#!/bin/bash",
        "echo ECS_CLUSTER=CLUSTER >> /etc/ecs/ecs.config",
        "For this instance:",
        SET_CLUSTER,
        RESTART_AGENT,
    ),
    confirm=REGISTERED,
    leads_to=("config-cluster-not-set",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",),
)

CLOUD_INIT_DATASOURCE_MISSING = Problem(
    id="cloud-init-datasource-missing",
    severity=Severity.CRITICAL,
    title="cloud-init fell back to no datasource although user data exists",
    meaning=(
        "cloud-init could not reach instance metadata at boot; /var/lib/cloud/data/result.json names "
        'DataSourceNone. Agents from 1.105.0 notice it: "Cloud-init failure detected", exit code 5.'
    ),
    why=("User data was never carried out, so the agent refuses to run with a configuration that nobody wrote."),
    fix=(
        "Find out why metadata could not be reached during boot:",
        "sudo grep -hE 'DataSource|169.254.169.254|url_helper' /var/log/cloud-init.log | tail -n 20",
        (
            "Best replace the instance once metadata can be reached. To repair it, cloud-init must take the "
            "next boot for the first one; user data then runs again in full and the SSH host keys are made "
            "anew:"
        ),
        "sudo cloud-init clean",
        "sudo systemctl reboot",
    ),
    confirm=("sudo grep -i datasource /var/lib/cloud/data/result.json names DataSourceEc2, and the agent starts."),
    leads_to=(
        "agent-not-running",
        "user-data-not-run",
    ),
)

CLOUD_INIT_FAILED = Problem(
    id="cloud-init-failed",
    severity=Severity.ERROR,
    title="cloud-init ended with errors",
    meaning=(
        'A stage of cloud-init failed, for example the user-data script returned an error ("Failed to run '
        'module scripts-user"). What came after the failing command did not happen.'
    ),
    why='ecs.config may be missing or incomplete, and the agent then joins "default".',
    fix=(
        "Read what failed:",
        "sudo cloud-init status --long",
        "sudo tail -n 40 /var/log/cloud-init-output.log",
        "Correct the user data for new instances, and do by hand here what was left out, for example:",
        SET_CLUSTER,
        RESTART_AGENT,
    ),
    confirm="/etc/ecs/ecs.config holds all lines that user data writes, and port 51678 answers.",
    leads_to=("user-data-not-run",),
    refs=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html",),
)
