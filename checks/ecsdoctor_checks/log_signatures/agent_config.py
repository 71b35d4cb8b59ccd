"""The agent refuses or replaces a setting (agent/config)."""

from __future__ import annotations

from typing import Tuple

from ecsdoctor import Confidence

from ..agent.problems import EXTERNAL_INSTANCE_MISCONFIGURED
from ..config.problems import (
    CONFIG_JSON_FILE_INVALID,
    ENGINE_AUTH_INVALID,
    INSTANCE_ATTRIBUTES_INVALID,
    INSTANCE_TAGS_INVALID,
    LOGGING_DRIVERS_INVALID,
    RESERVED_MEMORY_TOO_HIGH,
)
from ..imds.problems import REGION_UNKNOWN
from ..user_data.problems import CLOUD_INIT_DATASOURCE_MISSING
from .signature import REGISTERED, Signature

ROWS: Tuple[Signature, ...] = (
    Signature(
        "Expected a json hash",
        INSTANCE_ATTRIBUTES_INVALID,
        "The agent cannot read ECS_INSTANCE_ATTRIBUTES as a JSON object of strings, and ends.",
        "Invalid format for ECS_INSTANCE_ATTRIBUTES. Expected a json hash: invalid character '\\''",
        pattern=r"Invalid format for ECS_INSTANCE_ATTRIBUTES",
        until=REGISTERED,
    ),
    Signature(
        "Expected a json hash",
        INSTANCE_TAGS_INVALID,
        "The agent cannot read ECS_CONTAINER_INSTANCE_TAGS as a JSON object of strings, and ends.",
        "Invalid format for ECS_CONTAINER_INSTANCE_TAGS. Expected a json hash: unexpected end of JSON input",
        pattern=r"Invalid format for ECS_CONTAINER_INSTANCE_TAGS",
        until=REGISTERED,
    ),
    Signature(
        "Invalid logging drivers: ",
        LOGGING_DRIVERS_INVALID,
        "ECS_AVAILABLE_LOGGING_DRIVERS names a driver that the agent does not know ({what}), and the agent ends.",
        "Invalid logging drivers: [awslog]",
        pattern=r"Invalid logging drivers: \[?(?P<what>[^\]]{0,200})",
        until=REGISTERED,
    ),
    Signature(
        "ECS_AVAILABLE_LOGGING_DRIVERS",
        LOGGING_DRIVERS_INVALID,
        "The agent cannot read ECS_AVAILABLE_LOGGING_DRIVERS as a JSON list and uses its default drivers.",
        'Invalid format for "ECS_AVAILABLE_LOGGING_DRIVERS" environment variable; expected a JSON array',
        pattern=r"Invalid format for \W{0,4}ECS_AVAILABLE_LOGGING_DRIVERS",
    ),
    Signature(
        "Error reading cfg json data",
        CONFIG_JSON_FILE_INVALID,
        "The agent's JSON configuration file is not valid JSON, and the agent ends: {why}",
        "Error reading cfg json data error=invalid character 'C' looking for beginning of value",
        pattern=r"Error reading cfg json data\W{0,4}(?:error=|err=)?(?P<why>.{0,200})",
        until=REGISTERED,
    ),
    Signature(
        "Unknown auth configuration",
        ENGINE_AUTH_INVALID,
        "ECS_ENGINE_AUTH_TYPE is neither docker nor dockercfg, so the agent pulls without a login.",
        "Unknown auth configuration: basic",
    ),
    Signature(
        "Could not parse 'docker",
        ENGINE_AUTH_INVALID,
        "The agent cannot read ECS_ENGINE_AUTH_DATA as type {kind}, so it pulls without a login.",
        "Could not parse 'dockercfg' type auth config",
        pattern=r"Could not parse '(?P<kind>docker(?:cfg)?)' type auth config",
    ),
    Signature(
        "Malformed auth data for registry",
        ENGINE_AUTH_INVALID,
        "In ECS_ENGINE_AUTH_DATA the login of a registry is not the base64 form of user:password.",
        "Malformed auth data for registry https://index.docker.io/v1/",
    ),
    Signature(
        "AWS_DEFAULT_REGION has to be set when running on external capacity",
        EXTERNAL_INSTANCE_MISCONFIGURED,
        "The agent is external (ECS_EXTERNAL) and no region is set, so it ends.",
        "AWS_DEFAULT_REGION has to be set when running on external capacity",
        until=REGISTERED,
    ),
    Signature(
        "Missing required fields:",
        REGION_UNKNOWN,
        "The agent does not know its region: none is configured, and the metadata service named none. It ends.",
        "Error loading config: Missing required fields: AWSRegion",
        pattern=r"Missing required fields: .{0,100}AWSRegion",
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "EC2 Metadata service to infer region",
        REGION_UNKNOWN,
        "The agent does not know its region: none is configured, and the metadata service did not name it. It ends.",
        "Unable to communicate with EC2 Metadata service to infer region: EC2MetadataRequestError",
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "identity document signature were not valid",
        EXTERNAL_INSTANCE_MISCONFIGURED,
        "ECS refuses the identity document that the agent sends: it belongs to another account or region than the "
        "credentials with which the agent signs, or the machine is an EC2 instance that was set up as external.",
        "The identity document and identity document signature were not valid",
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    ),
    Signature(
        "userdata exists on IMDS but was never executed",
        CLOUD_INIT_DATASOURCE_MISSING,
        "cloud-init found no metadata service at boot and did not run the user data that exists, so ecs.config was "
        "never written. The agent refuses to start.",
        "cloud-init used DataSourceNone and userdata exists on IMDS but was never executed",
        until=REGISTERED,
    ),
    Signature(
        "Cloud-init failure detected",
        CLOUD_INIT_DATASOURCE_MISSING,
        "cloud-init failed at boot although user data exists, so ecs.config was never written. The agent refuses to "
        "start.",
        "Cloud-init failure detected, agent will exit",
        until=REGISTERED,
    ),
    Signature(
        "reserved memory is higher than available memory on the host",
        RESERVED_MEMORY_TOO_HIGH,
        "ECS_RESERVED_MEMORY is larger than the memory of this instance{numbers}, and the agent ends.",
        "reserved memory is higher than available memory on the host, total memory: 24105, reserved: 60000",
        pattern=r"reserved memory is higher than available memory on the host(?P<numbers>[^\"]{0,80})",
        until=REGISTERED,
    ),
    Signature(
        "remainingMemory=-",
        RESERVED_MEMORY_TOO_HIGH,
        "ECS_RESERVED_MEMORY is {short} MiB more than this instance has, and the agent ends.",
        "Remaining memory remainingMemory=-35895",
        pattern=r"Remaining memory remainingMemory=-(?P<short>\d{1,9})",
        until=REGISTERED,
    ),
    Signature(
        "Unable to fetch host resources",
        RESERVED_MEMORY_TOO_HIGH,
        "The agent cannot work out what this host has to offer, and ends; usually ECS_RESERVED_MEMORY is more than "
        "there is.",
        "Unable to fetch host resources",
        until=REGISTERED,
        confidence=Confidence.LIKELY,
    ),
)
