"""The environment, read in this one place."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import BadInput

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting, from variables that begin with ZHINAN_."""

    model_config = SettingsConfigDict(env_prefix="ZHINAN_", env_ignore_empty=True, extra="ignore", frozen=True)

    data_dir: Path = PROJECT / ".zhinan"
    embedder: str = "bundled"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    chroma_url: str = ""

    # Who may ask, and how much: assistant/service/access.py
    api_keys: SecretStr = SecretStr("")
    allow_open: bool = False
    rate_per_key: str = "1200/minute"
    rate_per_address: str = "1200/minute"
    cors_origins: str = ""
    audit_file: str = ""

    # How much at once: assistant/service/lane.py
    answers_at_once: int = Field(default=4, ge=1, le=256)
    answers_waiting: int = Field(default=32, ge=0, le=10_000)

    # Chat platforms, each off until all of its own are set: assistant/service/bots/
    wecom_corp_id: str = ""
    wecom_agent_id: str = ""
    wecom_secret: SecretStr = SecretStr("")
    wecom_token: SecretStr = SecretStr("")
    wecom_aes_key: SecretStr = SecretStr("")
    wecom_base: str = "https://qyapi.weixin.qq.com"
    dingtalk_app_secret: SecretStr = SecretStr("")
    dingtalk_base: str = "https://oapi.dingtalk.com"
    feishu_app_id: str = ""
    feishu_app_secret: SecretStr = SecretStr("")
    feishu_verification_token: SecretStr = SecretStr("")
    feishu_encrypt_key: SecretStr = SecretStr("")
    feishu_base: str = "https://open.feishu.cn"


def read_settings() -> Settings:
    """The settings as the environment gives them. BadInput names the variable that is not usable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "ZHINAN_" + "_".join(str(step) for step in first["loc"]).upper()
        raise BadInput(f"{name}: {first['msg']}; correct it or unset it") from error
