"""What a log and an audit file may hold: no birth date, no identity number, no question."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest
from fakes import FakeAssistant
from fastapi.testclient import TestClient

from assistant.answer import Ask
from assistant.errors import BadInput
from assistant.service.app import create_app
from assistant.service.audit import Audit, fingerprint
from assistant.service.log import redact
from assistant.settings import Settings
from corpus.library import Library


@pytest.mark.parametrize(
    "personal",
    [
        "1982-03-01", "1982/3/1", "1982.03.01", "1982年3月1日", "1982 年 3 月", "19820301", "01/03/1982",
        "1 March 1982", "March 1st, 1982", "Mar 1982", "11010119820301001X", "110101820301001", "G12345678",
        "EA1234567", "A123456(7)", "13912345678", "zhang.san@example.org", "Bearer zn_abc-DEF",
    ],
)  # fmt: skip
def test_what_is_personal_is_taken_out(personal: str) -> None:
    for text in (personal, f"born {personal}, so", f"生于{personal}。"):
        left = redact(text)
        assert personal not in left
        assert "[" in left
        assert not any(part in left for part in ("1982", "82030", "12345", "zhang"))


@pytest.mark.parametrize("plain", ["exchange-1.3", "status 200 in 96 ms", "6b00311e9818", "clause 1.3(3)", "2 years"])
def test_what_is_not_stays(plain: str) -> None:
    assert redact(plain) == plain


def test_an_audit_line_names_clauses_and_versions_and_not_the_question(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "kept" / "audit.jsonl"
    client = TestClient(create_app(FakeAssistant(library), Settings.model_construct(audit_file=str(path))))  # type: ignore[arg-type]
    question = "Zhang San was born in 1982. Age limit?"
    answer = client.post("/v1/ask", json={"question": question}, headers={"X-Request-ID": "r-1"}).json()
    client.post("/v1/ask", json={"question": question}, headers={"Accept": "text/event-stream"})
    client.post("/v1/ask", json={"question": ""})
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) == 2
    assert lines[0]["question_sha256"] == fingerprint(question) == lines[1]["question_sha256"]
    assert lines[0]["clauses"] == [citation["clause_id"] for citation in answer["citations"]]
    assert lines[0]["corpus_version"] == answer["corpus_version"]
    assert lines[0]["request_id"] == "r-1"
    assert "Zhang" not in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_the_page_asks_is_counted_and_audited_too(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    app = create_app(FakeAssistant(library), Settings.model_construct(audit_file=str(path)))  # type: ignore[arg-type]
    beside = app.state.desk.beside("page")
    assert beside.library is library
    beside.ask(Ask(question="age?"))
    list(beside.stream(Ask(question="age?")))
    assert [json.loads(line)["way"] for line in path.read_text("utf-8").splitlines()] == ["page", "page"]
    assert 'way="page"} 2.0' in TestClient(app).get("/metrics").text


def test_without_the_setting_nothing_is_written(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    TestClient(create_app(FakeAssistant(library))).post("/v1/ask", json={"question": "age?"})  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_lines_of_many_threads_stay_whole(library: Library, tmp_path: Path) -> None:
    audit, answer = Audit(tmp_path / "a"), FakeAssistant(library).ask(Ask(question="age?"))
    threads = [
        threading.Thread(target=lambda: [audit.write(Ask(question="x"), answer, "rest") for _ in range(50)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = (tmp_path / "a").read_text("utf-8").splitlines()
    assert len(lines) == 400
    assert all(json.loads(line)["status"] == "answered" for line in lines)


def test_an_audit_file_that_cannot_be_written_is_refused_at_the_start(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="ZHINAN_AUDIT_FILE"):
        create_app(FakeAssistant(library), Settings.model_construct(audit_file=str(tmp_path / "file" / "a")))  # type: ignore[arg-type]


def test_a_full_disk_costs_nobody_their_answer(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "audit"
    client = TestClient(create_app(FakeAssistant(library), Settings.model_construct(audit_file=str(path))))  # type: ignore[arg-type]
    path.unlink()
    path.mkdir()
    assert client.post("/v1/ask", json={"question": "age?"}).status_code == 200
