"""`fleet install`, `schedule` and `comply`: what changes something says so first, and does nothing else. moto over HTTP."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, Dict, Iterator, List

import boto3
import botocore.session
import pytest
from aws_front import AwsFront
from botocore.validate import ParamValidator
from fleets import a_diagnosis, a_report, compact, id_of
from servers import http
from worlds import REGION

from conftest import KEYS, Ran, run
from ecsdoctor.fleet.compliance import items
from ecsdoctor.sources.live.aws_calls import LiveCalls

pytestmark = pytest.mark.mode("fleet-install", "fleet-compliance")
NAME = "ECSDoctor-Diagnose"


@pytest.fixture(scope="module")
def front(moto: str) -> Iterator[Any]:
    made = AwsFront(moto)
    with http(made) as url:
        made.url, made.moto = url, moto  # type: ignore[attr-defined]
        yield made


@pytest.fixture(autouse=True)
def nothing_there(front: Any) -> None:
    front.clear()
    front.log.clear()
    ssm = client(front, "ssm")
    if any(row["Name"] == NAME for row in ssm.list_documents()["DocumentIdentifiers"]):
        ssm.delete_document(Name=NAME)


def client(front: Any, service: str) -> Any:
    return boto3.client(
        service, region_name=REGION, endpoint_url=front.moto, aws_access_key_id="x", aws_secret_access_key="y"
    )


@pytest.fixture
def pyz(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "ecsdoctor.pyz", "w") as archive:
        archive.writestr("__main__.py", "print('hello')")
    return tmp_path / "ecsdoctor.pyz"


def install(url: str, *args: str) -> Ran:
    return run("fleet", "install", "--region", REGION, *args, env={**KEYS, "AWS_ENDPOINT_URL": url})


def test_nothing_is_changed_unasked(front: Any) -> None:
    ran = install(front.url)
    assert ran.code == 64 and "nobody is there to ask; --yes" in ran.err
    assert f"create the SSM document {NAME} in {REGION}" in ran.err
    assert set(front.log) == {"ssm:GetDocument"}
    ran = install(front.url, "--dry-run", "--yes")
    assert ran.code == 0 and set(front.log) == {"ssm:GetDocument"}


def test_create_then_nothing_then_update(front: Any) -> None:
    assert install(front.url, "--yes").code == 0
    made = client(front, "ssm").get_document(Name=NAME)
    assert json.loads(made["Content"])["schemaVersion"] == "2.2"
    again = install(front.url)
    assert again.code == 0 and "Nothing is to be changed" in again.err
    front.log.clear()
    ran = install(front.url, "--yes", "--compliance")
    assert ran.code == 0 and "version 2 of ECSDoctor-Diagnose is the default" in ran.err
    assert front.log == ["ssm:GetDocument", "ssm:UpdateDocument", "ssm:UpdateDocumentDefaultVersion"]
    assert "compliance='yes'" in client(front, "ssm").get_document(Name=NAME)["Content"]


def test_the_file_goes_to_s3_once_and_is_never_replaced(front: Any, pyz: Path) -> None:
    client(front, "s3").create_bucket(Bucket="tools")
    arguments = ("--s3-uri", "s3://tools/bin", "--file", str(pyz), "--yes")
    first = install(front.moto, *arguments)
    assert first.code == 0 and "Done: put s3://tools/bin/ecsdoctor-" in first.err
    (row,) = client(front, "s3").list_objects_v2(Bucket="tools")["Contents"]
    assert client(front, "s3").get_object(Bucket="tools", Key=row["Key"])["Body"].read() == pyz.read_bytes()
    content = json.loads(client(front, "ssm").get_document(Name=NAME)["Content"])
    assert row["Key"] in content["mainSteps"][0]["inputs"]["sourceInfo"]
    assert row["Key"].endswith(f"{content['mainSteps'][0]['inputs']['destinationPath']}")
    changed = install(front.moto, *arguments, "--compliance")
    assert changed.code == 0 and f"s3://tools/{row['Key']} is there already" in changed.err


def test_refusals_name_the_action(front: Any) -> None:
    for action in ("ssm:GetDocument", "ssm:CreateDocument"):
        front.denied = {action}
        ran = install(front.url, "--yes")
        assert ran.code == 3 and f"needs {action}" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--file", "x.pyz"], "--file needs --s3-uri"),
        (["--s3-uri", "s3://tools"], "this is not the one-file program"),
        (["--s3-uri", "s3://tools", "--file", __file__], "is not ecsdoctor.pyz"),
        (["--document", "a b"], "is not what SSM takes"),
    ],
)
def test_bad_usage(front: Any, arguments: List[str], words: str) -> None:
    ran = install(front.url, *arguments)
    assert ran.code == 64 and words in ran.err and not front.log


def test_a_mode_gives_only_its_own_orders(front: Any) -> None:
    with pytest.raises(PermissionError, match="is not an action of fleet"):
        LiveCalls(REGION, "", "fleet").order("ssm", "create-document", {})
    assert not front.log


def fit(operation: str, parameters: Dict[str, Any]) -> str:
    """What botocore's own model of the API has against the parameters."""
    shape = botocore.session.get_session().get_service_model("ssm").operation_model(operation).input_shape
    return ParamValidator().validate(parameters, shape).generate_report()


@pytest.mark.parametrize(
    ("arguments", "targets"),
    [
        ([], [{"Key": "InstanceIds", "Values": ["*"]}]),
        (["--tag", "team=web"], [{"Key": "tag:team", "Values": ["web"]}]),
        (["--instance", id_of(1)], [{"Key": "InstanceIds", "Values": [id_of(1)]}]),
    ],
)
def test_association(arguments: List[str], targets: Any) -> None:
    base = ("fleet", "schedule", "--region", REGION, "--s3-uri", "s3://reports/fleet", "--every", "12h")
    row = json.loads(run(*base, *arguments).out)
    assert fit("CreateAssociation", row) == ""
    assert row["Targets"] == targets and row["ScheduleExpression"] == "rate(12 hours)"
    assert row["OutputLocation"]["S3Location"]["OutputS3BucketName"] == "reports"
    template = json.loads(run(*base, *arguments, "--as", "cloudformation").out)
    (resource,) = template["Resources"].values()
    assert resource["Type"] == "AWS::SSM::Association" and resource["Properties"]["Targets"] == targets


def test_cloud_formation_by_an_independent_judge(tmp_path: Path) -> None:
    lint = pytest.importorskip("cfnlint.api", reason="cfn-lint is not installed")
    printed = run(
        "fleet", "schedule", "--s3-uri", "s3://reports/fleet", "--region", REGION, "--as", "cloudformation"
    ).out
    # Errors and warnings; what begins with I is advice of taste.
    assert [str(match) for match in lint.lint_all(printed) if match.rule.id[0] in "EW"] == []


@pytest.mark.parametrize("every", ["0h", "1.5h", "6d", "9999h"])
def test_no_such_rate(every: str) -> None:
    ran = run("fleet", "schedule", "--s3-uri", "s3://reports", "--every", every, "--region", REGION)
    assert ran.code == 64 and "hours from 1h" in ran.err


def test_items_of_compliance_keep_the_limits() -> None:
    hostile = "Größe \N{PILE OF POO} \x1b[31m\n" * 1_000
    rows = [a_diagnosis("a" * 99, explanation=hostile, remedy=[hostile]) for _ in range(300)]
    report = a_report(1, *rows)
    made = items({**report, "summary": hostile})
    from ecsdoctor.fleet.compliance import request

    assert fit("PutComplianceItems", request({**report, "summary": hostile}, id_of(1), "2026-11-23T03:04:05Z")) == ""
    assert len(made) == 51 and len({row["Id"] for row in made}) == 51
    for row in made:
        assert len(row["Id"]) <= 100 and len(row["Title"]) <= 500
        assert all(len(k) <= 64 and len(v) <= 4_096 for k, v in row["Details"].items())
    assert len(json.dumps(made)) < 800_000


@pytest.mark.parametrize(
    ("status", "expected"), [("ok", "COMPLIANT"), ("unknown", "NON_COMPLIANT"), ("warn", "NON_COMPLIANT")]
)
def test_what_could_not_be_told_is_not_compliant(status: str, expected: str) -> None:
    (verdict,) = items(a_report(1, status=status))
    assert verdict["Id"] == "ecsdoctor" and verdict["Status"] == expected


def test_comply_puts_the_set_of_the_reports_instance(front: Any, tmp_path: Path) -> None:
    asked: List[Dict[str, Any]] = []

    def answer(request: Any) -> Any:
        asked.append(json.loads(request.rfile.read(int(request.headers["Content-Length"]))))
        return 200, b"{}"

    (tmp_path / "report").write_text(compact(a_report(7, a_diagnosis(), region=REGION)))
    with http(answer) as url:
        ran = run("fleet", "comply", str(tmp_path / "report"), env={**KEYS, "AWS_ENDPOINT_URL": url})
    assert ran.code == 0 and ran.out == "" and "was told about" in ran.err
    (body,) = asked
    assert body["ResourceId"] == id_of(7) and body["ComplianceType"] == "Custom:ECSDoctor"
    assert [row["Status"] for row in body["Items"]] == ["NON_COMPLIANT"] * 2
    front.denied = {"ssm:PutComplianceItems"}
    ran = run("fleet", "comply", str(tmp_path / "report"), env={**KEYS, "AWS_ENDPOINT_URL": front.url})
    assert ran.code == 3 and "needs ssm:PutComplianceItems" in ran.err
