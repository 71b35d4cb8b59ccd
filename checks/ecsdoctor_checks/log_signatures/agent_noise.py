"""Lines of the agent that sound like failures on healthy instances too."""

from __future__ import annotations

from typing import Tuple

from .signature import Signature, noise

ROWS: Tuple[Signature, ...] = (
    noise("Unable to fetch user data", "an instance without user data (404)"),
    noise("Non-json user data, skip merging", "user data is a script, as usual"),
    noise("Unable to get Docker client for version", "API versions outside the daemon's range are tried too"),
    noise("No mac is provided to determine IP compatibility", "asked before the metadata service was"),
    noise("No default route found", "an instance with IPv4 or IPv6 alone", r"No default route found"),
    noise("Unable to get Availability Zone ID", "the registration goes on without it"),
    noise("Unable to read cloud-init result file", "a system without cloud-init"),
    noise("Pause container is not loaded, did not append", "PID and IPC sharing is not offered"),
    noise("Failed to load pause container", "told by pause-image-loaded, which knows whether it matters"),
    noise("AppNet agent container tarball unavailable", "Service Connect is not installed"),
    noise("Failed to load appnet Agent container", "Service Connect is not installed"),
    noise("ServiceConnect Capability: No service connect capabilities", "Service Connect is not installed"),
    noise("daemonDefinitions is empty", "no managed daemons are installed"),
    noise("fsnotify watcher", "Service Connect is not installed"),
    noise("Fault injection capability not enabled", "tools for fault injection are missing; nobody needs them"),
    noise("needed for fault-injection feature", "tools for fault injection are missing; nobody needs them"),
    noise("nsenter not found at", "tools for fault injection are missing; nobody needs them"),
    noise("Increased Task CPU Limit capability is disabled", "follows from another setting"),
    noise("Failed to get v1 license", "somebody asked for /license"),
    noise("request type is: introspection/license", "somebody asked for /license"),
    noise("ACS WebSocket connection closed for a valid reason", "every 30 minutes or so"),
    noise("TCS Websocket connection closed for a valid reason", "every 30 minutes or so"),
    noise("Image excluded from cleanup", "the agent's own images"),
    noise("Either EBS Daemon image does not exist", "EBS volumes for tasks are not offered"),
    noise("EBS Daemon Manager is not Initialized", "EBS volumes for tasks are not offered"),
    noise(
        "Error retrieving stats for container", "a container that has just ended", r"context canceled|no such container"
    ),
    noise("Failed to release ip; IPAM error", "left over from a task that ended"),
    noise("Error getting message from ws backend", "a session that was closed"),
    noise("Unable to decode JSON", "a heartbeat of another form", r"heartbeat"),
    noise("Use of deprecated configuration key", "still works"),
    noise("Metrics disabled on the instance", "ECS_DISABLE_METRICS"),
    noise("Fetching Instance ID Document has been disabled", "an external instance"),
    noise("SSL certificate verification disabled", "the agent was told so (-k)"),
    noise("Failed to determine instance IP compatibility", "IPv4 is taken to be there"),
    noise("Unable to detect VPC ID for the Instance, disabling Task ENI", "an instance without a VPC"),
    noise("Disabling TaskCPUMemLimit because agent is unable", "the agent goes on without task-level limits"),
    noise("Unable to get memory info", "the agent reports no memory of the host to itself; registration tells"),
    noise("setting state to DRAINING", "a Spot instance that is about to be taken back"),
    noise("Unretriable error sending state change", "ECS knows the task no more", r"^(?!.*AccessDenied)"),
    noise("NO_PROXY is set", "the agent's own default"),
)
