"""The settings of a language model, and the command that tries every part."""

from __future__ import annotations

import pytest
from fake_endpoint import Reply, endpoint

from assistant import doctor
from assistant.answering.chain import connect
from assistant.errors import BadInput
from assistant.settings import Settings, read_settings


def model_line(settings: Settings) -> doctor.Check:
    return next(doctor._model(settings))


def test_the_settings_come_from_the_environment_and_hide_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHINAN_LLM_BASE_URL", "http://127.0.0.1:11434/v1")
    monkeypatch.setenv("ZHINAN_LLM_MODEL", "qwen3:8b")
    monkeypatch.setenv("ZHINAN_LLM_API_KEY", "secret-key")
    settings = read_settings()
    assert settings.llm_model == "qwen3:8b"
    assert "secret-key" not in repr(settings)
    assert connect(settings) is not None


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ZHINAN_LLM_BASE_URL", "http://127.0.0.1:1/v1", "set ZHINAN_LLM_MODEL too"),
        ("ZHINAN_LLM_BASE_URL", "localhost", "ZHINAN_LLM_BASE_URL"),
        ("ZHINAN_LLM_BUDGET", "0", "ZHINAN_LLM_BUDGET"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadInput, match=says):
        read_settings()


def test_no_model_needs_no_setting_and_an_unknown_provider_is_one_line() -> None:
    assert connect(Settings()) is None
    with pytest.raises(BadInput, match="ZHINAN_LLM_MODEL") as caught:
        connect(Settings(llm_model="nobody-knows"))
    assert "\n" not in str(caught.value)


def test_the_doctor_names_the_model_its_answer_and_how_long_it_took() -> None:
    with endpoint("ready") as running:
        line = model_line(Settings(llm_base_url=running.url, llm_model="qwen"))
    assert line.works
    assert "qwen at http://127.0.0.1" in line.seen
    assert "'ready'" in line.seen
    assert " ms" in line.seen


@pytest.mark.parametrize(
    ("reply", "advice"),
    [
        (Reply("", status=401), "ZHINAN_LLM_API_KEY"),
        (Reply("", status=503), "server"),
        (Reply(raw=b"hello"), "OpenAI"),
        (Reply("", wait=20), "ZHINAN_LLM_BUDGET"),
    ],
)
def test_the_doctor_says_what_to_do_about_an_endpoint_that_fails(reply: Reply, advice: str) -> None:
    with endpoint(reply) as running:
        line = model_line(Settings(llm_base_url=running.url, llm_model="qwen", llm_budget=1))
    assert not line.works
    assert advice in line.seen


def test_the_doctor_says_so_where_nobody_listens_and_where_none_is_configured() -> None:
    assert "is the server running" in model_line(Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="m")).seen
    assert model_line(Settings()).works
