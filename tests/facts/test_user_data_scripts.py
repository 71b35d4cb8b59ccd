"""What boot scripts do to the agent, read without running them."""

from __future__ import annotations

import time
from typing import List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsdoctor.facts.boot.action import Action, Does
from ecsdoctor.facts.boot.cloud_config import parse_cloud_config
from ecsdoctor.facts.boot.powershell import open_quote, parse_powershell
from ecsdoctor.facts.boot.script_actions import parse_script
from ecsdoctor.facts.boot.shell.script import parse_shell
from ecsdoctor.facts.boot.shell.values import UNKNOWN

CONFIG = "/etc/ecs/ecs.config"


def actions(script: str) -> List[Action]:
    """What a script does, under a first line that makes it one."""
    return list(parse_script(f"#!/bin/bash\n{script}\n").actions)


def writes(script: str) -> List[Tuple[str, str, str]]:
    """(how, where, what) for every write."""
    return [(a.does.value, a.target, a.text) for a in actions(script) if a.target.startswith("/")]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param("echo ECS_CLUSTER=prod >> $C", ("append", "ECS_CLUSTER=prod\n"), id="echo appends"),
        pytest.param("echo ECS_CLUSTER=prod > $C", ("write", "ECS_CLUSTER=prod\n"), id="one sign replaces"),
        pytest.param('echo "ECS_CLUSTER=prod">>$C', ("append", "ECS_CLUSTER=prod\n"), id="no blanks needed"),
        pytest.param("echo -n ECS_CLUSTER=prod >> $C", ("append", "ECS_CLUSTER=prod"), id="-n leaves out the line end"),
        pytest.param("echo -e 'A=1\\nB=2' >> $C", ("append", "A=1\nB=2\n"), id="-e undoes escapes"),
        pytest.param("printf 'ECS_CLUSTER=%s\\n' prod >> $C", ("append", "ECS_CLUSTER=prod\n"), id="printf"),
        pytest.param("cat <<EOF > $C\nECS_CLUSTER=prod\nEOF", ("write", "ECS_CLUSTER=prod\n"), id="heredoc"),
        pytest.param("cat > $C <<'EOF'\nA=$B\nEOF", ("write", "A=$B\n"), id="a quoted heredoc is not expanded"),
        pytest.param("tee -a $C <<-EOF\n\tA=1\n\tEOF", ("append", "A=1\n"), id="heredoc with tabs into tee"),
        pytest.param("echo A=1 | sudo tee -a $C", ("append", "A=1\n"), id="a pipe into tee"),
        pytest.param("sudo bash -c 'echo A=1 >> '$C", ("append", "A=1\n"), id="a script in a script"),
        pytest.param("{ echo A=1; } >> $C", ("append", "A=1\n"), id="a group"),
        pytest.param("cloud-init-per once a echo A=1 >> $C", ("append", "A=1\n"), id="cloud-init-per"),
        pytest.param("echo A=$(hostname) >> $C", ("append", f"A={UNKNOWN}\n"), id="a command's output is unknown"),
        pytest.param("aws s3 cp s3://b/ecs.config $C", ("write", f"{UNKNOWN}\n"), id="a copy from S3"),
        pytest.param("cp /tmp/ecs.config $C", ("write", f"{UNKNOWN}\n"), id="a copy"),
        pytest.param("curl -so $C https://x", ("write", f"{UNKNOWN}\n"), id="a download"),
        pytest.param("rm -f $C", ("write", ""), id="removal"),
        pytest.param("sed -i 's/^A=.*/A=2/' $C", ("edit", "A=2"), id="sed"),
    ],
)
def test_writes_to_the_agents_configuration(script: str, expected: Tuple[str, str]) -> None:
    assert writes(script.replace("$C", CONFIG)) == [(expected[0], CONFIG, expected[1])]


def test_a_variable_is_followed_to_where_it_is_used() -> None:
    assert writes(f'NAME=prod\nexport CLUSTER="$NAME-1"\necho ECS_CLUSTER=${{CLUSTER}} >> {CONFIG}') == [
        ("append", CONFIG, "ECS_CLUSTER=prod-1\n")
    ]


def test_a_variable_given_on_one_of_two_ways_is_unknown() -> None:
    script = f"if is_prod; then NAME=prod; else NAME=dev; fi\necho ECS_CLUSTER=$NAME >> {CONFIG}"
    assert writes(script) == [("append", CONFIG, f"ECS_CLUSTER={UNKNOWN}\n")]


def test_a_group_opens_its_file_once() -> None:
    assert [w[0] for w in writes(f"{{ echo ECS_A=1; echo ECS_B=2; }} > {CONFIG}")] == ["write", "append"]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("echo hello > /tmp/x", id="another file"),
        pytest.param(f"cp {CONFIG} /tmp/backup", id="reading the configuration"),
        pytest.param(f"cat {CONFIG}", id="printing the configuration"),
        pytest.param("# systemctl restart ecs", id="a comment"),
        pytest.param("echo systemctl restart ecs", id="words that are printed"),
        pytest.param("systemctl restart nginx", id="another unit"),
        pytest.param("systemctl status ecs-exporter", id="a unit with a similar name"),
        pytest.param("docker run -d --name web nginx", id="another container"),
        pytest.param("cat <<EOF\nsystemctl restart ecs\nEOF", id="a heredoc that is printed"),
        pytest.param("exec > >(tee /var/log/user-data.log|logger -t user-data 2>/dev/console) 2>&1", id="logging"),
    ],
)
def test_what_does_not_concern_the_agent(script: str) -> None:
    assert actions(script) == []


@pytest.mark.parametrize(
    ("script", "waits"),
    [
        pytest.param("systemctl start ecs", True, id="start"),
        pytest.param("sudo systemctl restart ecs.service", True, id="restart with sudo"),
        pytest.param("systemctl enable --now ecs", True, id="enable --now"),
        pytest.param("service ecs restart", True, id="service"),
        pytest.param("/usr/bin/systemctl start docker ecs", True, id="with another unit"),
        pytest.param("f() { systemctl start ecs; }\nf", True, id="in a function that is called"),
        pytest.param("until curl -s localhost:51678/v1/metadata; do sleep 1; done", True, id="a loop until it answers"),
        pytest.param("while ! systemctl is-active ecs; do sleep 1; done", True, id="a loop until it is active"),
        pytest.param("(until curl localhost:51678; do sleep 1; done; x) &", False, id="a loop in the background"),
        pytest.param("for i in 1 2 3; do curl -s localhost:51678 && break; done", False, id="a loop that ends"),
        pytest.param("until docker info; do sleep 1; done", False, id="a loop for Docker"),
        pytest.param("systemctl enable ecs", False, id="enable alone"),
        pytest.param("systemctl start --no-block ecs", False, id="no-block"),
        pytest.param("systemctl enable --now --no-block ecs", False, id="enable --now --no-block"),
        pytest.param("systemctl restart ecs &", False, id="in the background"),
        pytest.param("(sleep 60; systemctl restart ecs) &", False, id="a group in the background"),
        pytest.param("nohup sh -c 'sleep 60; systemctl start ecs' &", False, id="a nested script in the background"),
        pytest.param("timeout 60 systemctl start ecs", False, id="with a time limit"),
        pytest.param("systemd-run systemctl start ecs", False, id="handed to systemd"),
        pytest.param("systemctl stop ecs", False, id="stop"),
        pytest.param("systemctl try-restart ecs", False, id="restart only if it runs"),
    ],
)
def test_commands_that_wait_for_the_agent(script: str, waits: bool) -> None:
    assert any(a.waits and a.target == "ecs" for a in actions(script)) is waits


@pytest.mark.parametrize(
    ("script", "sure"),
    [
        pytest.param("systemctl start ecs", True, id="plain"),
        pytest.param("yum install -y ecs-init && systemctl start ecs", True, id="after a command that should succeed"),
        pytest.param("if [ -f /x ]; then systemctl start ecs; fi", False, id="in an if"),
        pytest.param("[ -f /x ] && systemctl start ecs", False, id="after a question"),
        pytest.param("[[ $x =~ ^(a|b)$ ]] && systemctl start ecs", False, id="after a question with brackets"),
        pytest.param("curl -f x || systemctl start ecs", False, id="after ||"),
        pytest.param("case $x in a|b) systemctl start ecs ;; esac", False, id="in a case"),
        pytest.param("while ! up; do systemctl start ecs; done", False, id="in a loop"),
    ],
)
def test_commands_that_run_only_sometimes(script: str, sure: bool) -> None:
    assert [a.sure for a in actions(script) if a.does is Does.UNIT] == [sure]


def test_a_function_that_nobody_calls_does_nothing() -> None:
    assert actions("function f {\n  systemctl start ecs\n}") == []


def test_set_e_and_the_first_line_are_seen() -> None:
    assert parse_script("#!/bin/bash -xe\n").stops_on_error
    assert parse_script("#!/bin/bash\nset -euo pipefail\n").stops_on_error
    assert not parse_script("#!/bin/bash\nset -x\n").stops_on_error


def test_an_excerpt_shows_no_secret() -> None:
    line = f'echo \'ECS_ENGINE_AUTH_DATA={{"password":"hunter2"}}\' >> {CONFIG}'
    assert "hunter2" not in actions(line)[0].excerpt


def test_the_order_of_units_can_be_changed() -> None:
    kinds = [a.does for a in actions("sed -i '/After=cloud-final.service/d' /usr/lib/systemd/system/ecs.service")]
    assert kinds == [Does.UNIT_FILE]


def test_cloud_config_knows_files_and_commands_with_their_lines() -> None:
    text = (
        "#cloud-config\nwrite_files:\n- path: /etc/ecs/ecs.config\n  encoding: b64\n"
        "  content: RUNTX0NMVVNURVI9cHJvZAo=\nruncmd:\n- systemctl restart ecs\n- [systemctl, enable, ecs]\n- |\n"
        "  echo x\n  reboot\n"
    )
    config = parse_cloud_config(text)
    assert [(a.line, a.text) for a in config.early] == [(3, "ECS_CLUSTER=prod\n")]
    assert [(a.line, a.does, a.waits) for a in config.late] == [
        (7, Does.UNIT, True),
        (8, Does.UNIT, False),
        (11, Does.REBOOT, False),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("#cloud-config\n\truncmd: []\n", 2, id="a tab"),
        pytest.param("#cloud-config\nruncmd: [a\nb: c\n", 3, id="an open bracket"),
        pytest.param("#cloud-config\n- a\n", 2, id="a list"),
    ],
)
def test_cloud_config_that_cannot_be_read(text: str, line: int) -> None:
    config = parse_cloud_config(text)
    assert config.fault
    assert config.fault_line == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("Initialize-ECSAgent -Cluster 'prod'", None, id="closed"),
        pytest.param("Initialize-ECSAgent -Cluster 'prod", 1, id="open"),
        pytest.param("Write-Host 'it''s'", None, id="a doubled quote"),
        pytest.param('Write-Host "a `" b"', None, id="an escaped quote"),
        pytest.param("# don't\nWrite-Host x", None, id="in a comment"),
        pytest.param("<# don't #> Write-Host x", None, id="in a block comment"),
        pytest.param("$x = @'\nit's\n'@\n", None, id="in a here-string"),
        pytest.param("Write-Host ok\nWrite-Host \u2018open", 2, id="a typographic quote"),
        pytest.param('Write-Host "$(Get-It "x)"', None, id="a subexpression cannot be judged"),
    ],
)
def test_quotes_of_powershell(text: str, line: object) -> None:
    assert open_quote(text) == line


def test_powershell_names_the_cluster_where_it_is_literal() -> None:
    assert parse_powershell('Initialize-ECSAgent -Cluster "prod" -EnableTaskIAMRole').cluster == "prod"
    assert parse_powershell("Initialize-ECSAgent \u2013Cluster prod").cluster == "prod"  # a dash copied from a page
    assert parse_powershell("Initialize-ECSAgent -Cluster $c").cluster is None
    assert parse_powershell('[Environment]::SetEnvironmentVariable("ECS_CLUSTER", "prod", "Machine")').cluster == "prod"


WORDS = st.sampled_from(
    [
        *"'\"`$(){}[]<>|&;#\\ \t\n\r!=*~-",
        *("${", "$(", "<<EOF\n", "EOF\n", "<<<", ">>", "&&", "||", ";;", "[[ ", " ]]", "a=", "$a$a", CONFIG),
        *("if ", "then ", "fi\n", "case x in ", "esac\n", "do\n", "done\n", "f() {", "function ", "sudo "),
        *("echo ", "cat ", "tee ", "printf %s ", "sed -i s/a/b/ ", "bash -c ", "systemctl start ecs", "ECS_CLUSTER=p"),
    ]
)
SCRIPTS = st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=60).map("".join)


@given(SCRIPTS)
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_read_as_a_script(text: str) -> None:
    parse_script("#!/bin/bash\n" + text)


@given(SCRIPTS)
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_read_as_cloud_config_or_powershell(text: str) -> None:
    parse_cloud_config("#cloud-config\n" + text)
    parse_powershell(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a=x\n" + "a=$a$a\n" * 5000 + "echo $a\n", id="a value that doubles"),
        pytest.param("(" * 60000 + "a;" * 3000 + ")" * 60000, id="deep groups"),
        pytest.param("$(" * 100000, id="open substitutions"),
        pytest.param("echo a |" * 30000, id="a long pipe"),
        pytest.param("{ { echo a | cat; } | cat; } | cat\n" * 3000, id="pipes in groups"),
        pytest.param("f() { f; f; }\n" + "f\n" * 20000, id="calls of functions"),
        pytest.param("<<A " * 40000 + "\n", id="heredocs without end"),
        pytest.param('bash -c "' + "$a" * 50000 + '"\n', id="a nested script of variables"),
    ],
)
def test_hostile_scripts_end_in_time(text: str) -> None:
    begin = time.process_time()
    parse_script(text)
    parse_shell(text)
    assert time.process_time() - begin < 8  # far above what it takes: the machine may be busy


def test_deep_yaml_is_not_even_tried() -> None:
    begin = time.process_time()
    assert parse_cloud_config("#cloud-config\nx: " + "[" * 60000).fault == ""
    assert time.process_time() - begin < 2
