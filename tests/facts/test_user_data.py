"""User data of every form, as its bytes come from the metadata service or an API."""

from __future__ import annotations

import base64
import gzip
import time
from typing import List

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsdoctor import Got, Missing, absent
from ecsdoctor.facts.boot.action import Does
from ecsdoctor.facts.boot.cloud_init import parse_result, parse_status, parse_status_command
from ecsdoctor.facts.boot.cloud_init_log import Says, parse_cloud_init_log
from ecsdoctor.facts.boot.jobs import parse_cloud_final, parse_jobs
from ecsdoctor.facts.boot.user_data import UserData, parse_user_data
from ecsdoctor.facts.boot.user_data_forms import FaultKind, Form
from ecsdoctor.facts.boot.user_data_source import user_data
from ecsdoctor.facts.ec2.user_data_attribute import InstanceUserData
from ecsdoctor.sources.base import Answer, Asker, Question
from ecsdoctor.sources.files import Files, ListingQuestion
from ecsdoctor.sources.http import Imds

NOT_FROM_OUTSIDE = absent("only asked from outside")
SCRIPT = "#!/bin/bash\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config\n"
MIME = """\
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="==B=="

--==B==
Content-Type: text/cloud-config

#cloud-config
write_files:
- path: /etc/ecs/ecs.config
  content: ECS_CLUSTER=first
--==B==
Content-Type: text/x-shellscript
Content-Disposition: attachment; filename="b.sh"

#!/bin/bash
systemctl restart ecs
--==B==
Content-Type: text/x-shellscript
Content-Disposition: attachment; filename="a.sh"

#!/bin/bash
echo ECS_CLUSTER=second > /etc/ecs/ecs.config
--==B==--
"""


def read(text: str) -> UserData:
    """User data from text."""
    return parse_user_data(text.encode())


def faults(body: bytes) -> List[FaultKind]:
    """Kinds of all faults."""
    return [fault.kind for _, fault in parse_user_data(body).all_faults]


@pytest.mark.parametrize(
    ("text", "form", "cluster"),
    [
        pytest.param(SCRIPT, Form.SHELL, "prod", id="a script"),
        pytest.param(
            SCRIPT.replace("\n", "\r\n"), Form.SHELL, "prod", id="a script with CR LF, which cloud-init mends"
        ),
        pytest.param("#cloud-boothook\n" + SCRIPT, Form.BOOTHOOK, "prod", id="a boothook"),
        pytest.param("#include\nhttps://x/y\n", Form.INCLUDE, None, id="an include"),
        pytest.param("#part-handler\n", Form.PART_HANDLER, None, id="a part handler"),
        pytest.param("#cloud-config\npackages: [jq]\n", Form.CLOUD_CONFIG, None, id="cloud-config"),
        pytest.param("## template: jinja\n#cloud-config\nx: {{ y }}\n", Form.CLOUD_CONFIG, None, id="a template"),
        pytest.param('[settings.ecs]\ncluster = "prod" # x\n', Form.TOML, "prod", id="Bottlerocket's table"),
        pytest.param('settings.ecs.cluster = "prod"\n', Form.TOML, "prod", id="Bottlerocket's dotted key"),
        pytest.param('# x\n\n[settings.host]\na = 1\n[settings.ecs]\ncluster="p"', Form.TOML, "p", id="a later table"),
        pytest.param('{"ECSAgentConfiguration":{"Cluster":"prod"}}', Form.JSON, "prod", id="JSON for the agent"),
        pytest.param(
            "<powershell>\nInitialize-ECSAgent -Cluster prod\n</powershell>", Form.WINDOWS, "prod", id="Windows"
        ),
        pytest.param("version: 1.0\ntasks:\n- task: x\n", Form.WINDOWS, None, id="EC2Launch v2"),
    ],
)
def test_forms_and_the_cluster_that_they_set(text: str, form: Form, cluster: object) -> None:
    found = read(text)
    assert [p.form for p in found.parts] == [form]
    assert (found.cluster.value if found.cluster else None) == cluster
    assert not found.all_faults


def test_compressed_user_data_is_read() -> None:
    assert parse_user_data(gzip.compress(SCRIPT.encode())).cluster == read(SCRIPT).cluster


def test_parts_are_done_in_the_order_of_cloud_init() -> None:
    found = read(MIME)
    assert [s.part.name for s in found.steps()] == ["part-001", "a.sh", "b.sh"]
    assert found.cluster is not None
    assert (found.cluster.value, found.cluster.place) == ("second", "user data, part 3 (a.sh):2")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(SCRIPT.encode()[12:], FaultKind.NO_HEADER, id="no first line"),
        pytest.param(b"# !/bin/bash\n", FaultKind.NO_HEADER, id="a blank in the first line"),
        pytest.param(b"\xef\xbb\xbf" + SCRIPT.encode(), FaultKind.NO_HEADER, id="a byte order mark"),
        pytest.param(b"\n" + SCRIPT.encode(), FaultKind.BLANK_FIRST, id="an empty line first"),
        pytest.param(b"    " + SCRIPT.encode(), FaultKind.BLANK_FIRST, id="indented"),
        pytest.param(b"#!/bin/bash\necho x\r\n", FaultKind.LINE_ENDS, id="CR LF after a first line with LF"),
        pytest.param(base64.b64encode(SCRIPT.encode()), FaultKind.BASE64_TWICE, id="base64 twice"),
        pytest.param(base64.b64encode(gzip.compress(SCRIPT.encode())), FaultKind.BASE64_TWICE, id="compressed, twice"),
        pytest.param(b"\x1f\x8b\x08nonsense", FaultKind.COMPRESSION, id="broken compression"),
        pytest.param(MIME.replace("MIME-Version: 1.0\n", "").encode(), FaultKind.MIME, id="no MIME-Version"),
        pytest.param(b"\n" + MIME.encode(), FaultKind.MIME, id="an empty line before MIME"),
        pytest.param(MIME.replace('; boundary="==B=="', "").encode(), FaultKind.MIME, id="no boundary"),
        pytest.param(MIME.replace("boundary=", 'boundary="x"; y=').encode(), FaultKind.MIME, id="another boundary"),
        pytest.param(MIME.replace("#!/bin/bash\necho", "echo").encode(), FaultKind.NO_SHEBANG, id="a part without #!"),
        pytest.param(b"#cloud-config\n\tx: y\n", FaultKind.YAML, id="YAML"),
        pytest.param(b"[settings.ecs]\ncluster = prod\n", FaultKind.TOML, id="TOML without quotes"),
        pytest.param(b"<powershell>\nx\n", FaultKind.TAG, id="an open tag"),
        pytest.param(b"Initialize-ECSAgent -Cluster x", FaultKind.TAG, id="PowerShell without tags"),
        pytest.param(b"<powershell>\nInitialize-ECSAgent 'x\n</powershell>", FaultKind.QUOTE, id="an open quote"),
        pytest.param(b'{"ECSAgentConfiguration":', FaultKind.JSON, id="JSON"),
    ],
)
def test_what_keeps_user_data_from_being_read(body: bytes, kind: FaultKind) -> None:
    assert faults(body) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SCRIPT + "echo 'MIME-Version: 1.0' | sendmail x\n", id="a script that writes mail"),
        pytest.param(MIME.replace("--==B==--\n", ""), id="MIME without its last boundary"),
        pytest.param(MIME.replace("\n", "\r\n"), id="MIME with CR LF"),
        pytest.param("", id="nothing"),
        pytest.param("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=", id="base64 of something else is not user data twice"),
    ],
)
def test_what_only_looks_wrong(text: str) -> None:
    assert not [f for f in read(text).all_faults if f[1].kind is not FaultKind.NO_HEADER]


def test_a_single_sign_wipes_out_what_was_written_before() -> None:
    found = read(SCRIPT + "echo ECS_LOGLEVEL=debug > /etc/ecs/ecs.config\n")
    assert found.cluster is None
    assert [s.value for s in found.settings] == ["prod"]


def test_nothing_is_done_after_an_exit_or_in_a_broken_part() -> None:
    assert [s.action.does for s in read("#!/bin/bash\nexit 0\nsystemctl start ecs\n").done()] == [Does.EXIT]
    assert read(" " + SCRIPT).done() == ()


def test_another_language_may_do_anything() -> None:
    assert read("#!/usr/bin/env python3\nprint()\n").opaque
    assert read("#!/bin/bash\ncurl https://x | bash\n").opaque
    assert not read(SCRIPT).opaque


def asker(**answers: bytes) -> Asker:
    """Answers by slot; whatever is not there is missing."""

    def answer(question: Question) -> Answer:
        if isinstance(question, ListingQuestion):
            below = [slot[len(question.slot) :] for slot in answers if slot.startswith(question.slot)]
            return Answer("\n".join(below).encode())
        if question.slot in answers:
            return Answer(answers[question.slot])
        raise absent("HTTP 404 Not Found")

    return Asker({Question: answer}, absent("not asked"))


def test_user_data_comes_from_the_metadata_service_first() -> None:
    source = asker(**{"imds/user-data": SCRIPT.encode(), "root/var/lib/cloud/instance/user-data.txt": b"#!/bin/sh\n"})
    assert user_data(Imds(source), Files(source), NOT_FROM_OUTSIDE).source == "user data"


def test_compressed_user_data_is_read_from_the_service() -> None:
    source = asker(**{"imds/user-data": gzip.compress(SCRIPT.encode())})
    found = user_data(Imds(source), Files(source), NOT_FROM_OUTSIDE)
    assert found.source == "user data"
    assert found.cluster is not None


def test_user_data_comes_from_the_copy_where_the_service_has_none() -> None:
    source = asker(**{"root/var/lib/cloud/instance/user-data.txt": gzip.compress(SCRIPT.encode())})
    found = user_data(Imds(source), Files(source), NOT_FROM_OUTSIDE)
    assert found.source == "/var/lib/cloud/instance/user-data.txt"
    assert found.cluster is not None


def test_stored_scripts_alone_are_a_part_of_user_data() -> None:
    folder = "root/var/lib/cloud/instance/scripts/"
    source = asker(**{folder + "part-001": b"#!/bin/bash\nreboot\n", folder + "part-002": SCRIPT.encode()})
    found = user_data(Imds(source), Files(source), NOT_FROM_OUTSIDE)
    assert found.partial
    assert [s.action.does for s in found.done()] == [Does.REBOOT, Does.APPEND]


def test_an_instance_without_user_data_says_so() -> None:
    source = asker(**{"imds/user-data": b""})
    with pytest.raises(Missing, match="no user data"):
        user_data(Imds(source), Files(source), NOT_FROM_OUTSIDE)


def test_from_outside_it_is_what_ec2_stores() -> None:
    source = asker()
    stored = Got(InstanceUserData(SCRIPT.encode()))
    assert user_data(Imds(source), Files(source), stored).cluster == read(SCRIPT).cluster


TEXT = st.one_of(
    st.binary(max_size=400),
    st.builds(
        lambda head, body: (head + body).encode("utf-8", "replace"),
        st.sampled_from(
            [
                *(
                    "#!/bin/bash\n",
                    "#cloud-config\n",
                    "<powershell>",
                    "[settings.ecs]\ncluster=",
                    "{",
                    "\ufeff",
                    "\x1f\x8b",
                ),
                *(
                    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\n",
                    "Content-Type: multipart/x\n",
                ),
            ]
        ),
        st.text(max_size=300),
    ),
)


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_any_bytes_can_be_read(body: bytes) -> None:
    for one in (body, gzip.compress(body), base64.b64encode(body)):
        found = parse_user_data(one)
        assert found.cluster is None or found.cluster.place
        found.done()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(gzip.compress(b"#!/bin/bash\n" + b"x " * 40_000_000), id="a bomb"),
        pytest.param(
            b"MIME-Version: 1.0\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 2000, id="nested MIME"
        ),
        pytest.param(b"#cloud-config\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n" * 500, id="YAML with aliases"),
        pytest.param(b"A" * 1_000_000, id="letters only"),
    ],
)
def test_hostile_user_data_ends_in_time(body: bytes) -> None:
    begin = time.process_time()
    parse_user_data(body)
    assert time.process_time() - begin < 8


def test_cloud_inits_result_and_status() -> None:
    assert parse_result('{"v1": {"datasource": "DataSourceNone", "errors": ["x"]}}').without_datasource
    running = '{"v1": {"stage": "modules-final", "modules-final": {"errors": [], "start": 1.0, "finished": null}}}'
    assert parse_status(running).finished is False
    done = running.replace("null", "2.0").replace('"modules-final",', "null,", 1)
    assert parse_status(done).finished is True
    with pytest.raises(Missing):
        parse_result("{")


def test_cloud_inits_own_words() -> None:
    told = parse_status_command("status: error\ndetail: DataSourceEc2\nerrors:\n\t- ('scripts-user', 1)\n")
    assert (told.datasource, told.errors, told.finished) == ("DataSourceEc2", ("('scripts-user', 1)",), True)
    assert parse_status_command("status: running\n").finished is False
    with pytest.raises(Missing):
        parse_status_command("bash: cloud-init: command not found")


def test_jobs_and_processes_of_systemd() -> None:
    jobs = parse_jobs("JOB UNIT TYPE STATE\n 12 ecs.service start waiting\n  3 cloud-final.service start running\n")
    ecs = jobs.of("ecs")
    assert ecs is not None and ecs.state == "waiting"
    assert parse_jobs("No jobs running.\n").jobs == ()
    with pytest.raises(Missing):
        parse_jobs("System has not been booted with systemd")
    final = parse_cloud_final(
        "   Active: activating (start)\n   CGroup: x\n   ├─1 bash x\n   └─2 systemctl start ecs\n"
    )
    assert final.waiting == "systemctl start ecs"
    assert parse_cloud_final("   Active: active (exited)\n").waiting == ""


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "__init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: 'b'x'...'",
            Says.NOT_UNDERSTOOD,
        ),
        ("util.py[WARNING]: Failed loading yaml blob. Invalid format at line 2", Says.BAD_YAML),
        ("/var/lib/cloud/instance/scripts/part-001: line 2: $'\\r': command not found", Says.LINE_ENDS),
        ("-bash: ./part-001: /bin/bash^M: bad interpreter: No such file or directory", Says.LINE_ENDS),
        ("OSError: [Errno 8] Exec format error. Missing #! in script?", Says.NO_SHEBANG),
        ("/var/lib/cloud/instance/scripts/part-001: line 9: syntax error near unexpected token `fi'", Says.SYNTAX),
        ("Error response from daemon: No such container: ecs-agent", Says.AGENT_NOT_THERE),
        ("Failed to start ecs.service: Unit ecs.service not found.", Says.AGENT_NOT_THERE),
        ("/var/lib/cloud/x: line 2: /etc/ecs/ecs.config: No such file or directory", Says.CONFIG_NOT_WRITTEN),
        ("/var/lib/cloud/instance/scripts/part-001: line 3: start: command not found", Says.COMMAND_UNKNOWN),
        ("cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in /x)", Says.SCRIPT_FAILED),
        ("Cloud-init v. 22 finished. Datasource DataSourceNone.  Up 12 seconds", Says.NO_DATASOURCE),
    ],
)
def test_lines_of_cloud_inits_logs(line: str, says: Says) -> None:
    assert [s.says for s in parse_cloud_init_log("log", f"before\n{line}\nafter")] == [says]


@pytest.mark.parametrize(
    "line",
    [
        "Cloud-init v. 22.2.2 finished at Mon, 23 Nov 2026 03:16:15 +0000. Datasource DataSourceEc2Local.",
        "Error: No such container: web",
        "part-001: line 3: jq: command not found",
        "Failed to start nginx.service: Unit nginx.service not found.",
        "ls: cannot access /etc/nginx: No such file or directory",
    ],
)
def test_lines_that_tell_nothing_of_the_agent(line: str) -> None:
    assert not list(parse_cloud_init_log("log", line))
