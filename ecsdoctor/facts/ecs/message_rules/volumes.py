"""Volumes that cannot be created, attached or mounted."""

from __future__ import annotations

from .rules import rule

RULES = (
    rule(
        "volume-mount-failed",
        r"failed to resolve \"?(?P<file_system>fs-\w+)[\w.-]*|mount target.{0,60}(?:not found|cannot be found"
        r"|exist)",
        "The name of the file system {file_system|in the volume} does not resolve: no mount target in this "
        "zone, or DNS is off in the VPC",
        "aws efs describe-mount-targets --file-system-id {file_system|FILE_SYSTEM}",
    ),
    rule(
        "volume-mount-failed",
        r"failed to invoke EFS utils|VolumeDriver\.\w+|mount\.nfs4?:|mount\.efs"
        r"|(?P<file_system>fs-[0-9a-f]{8,17})\b.{0,200}(?:fail|timed? ?out|denied|deadline)"
        r"|CannotCreateVolumeError|InvalidVolumeError|(?:error while|failed to) (?:mount\w*"
        r"|creat\w*) (?:local )?(?:volume|mount source)|amazon-ecs-volume-plugin"
        r"|mounting \W{0,8}(?P<source>/[^\"\\ ]+)\W{1,8}to rootfs"
        r"|invalid mount config|bind source path does not exist|error mounting \"?(?P<source>[^\" ]+)"
        r"|mount a directory onto a file"
        r"|(?:EBS|EFS|FSx) (?:volume|file system).{0,120}(?:fail|error|denied|timeout|not|unable)|(?:attach"
        r"|mount|format)\w* (?:the )?(?:EBS )?volume.{0,60}(?:fail|error|timeout|timed out)|(?:unable"
        r"|failed) to (?:attach|mount|format|describe|create) .{0,30}volume"
        r"|error looking up volume plugin|plugin \S+ not found|VolumeInUse|rexray|invalid volume specification"
        r"|failed to mkdir",
        "A volume of the task cannot be mounted ({file_system|see the message})",
        "For EFS: port 2049 must be open from the instance or task to the mount target, and DNS resolution on "
        "in the VPC",
        "aws efs describe-mount-targets --file-system-id {file_system|FILE_SYSTEM}",
    ),
    rule(
        "filesystem-read-only",
        r"read-only file system",
        "A file system of the instance is read-only",
        "mount | grep ' ro,'; dmesg | tail",
        likely=True,
    ),
)
