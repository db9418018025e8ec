"""The environment, read in this one place."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, model_validator
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
    answers_at_once: int | None = Field(default=None, ge=1, le=256)
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

    # A language model that may write: assistant/answering/writing.py
    llm_base_url: str | None = Field(default=None, pattern=r"^https?://[^\s/]+")  # an OpenAI-compatible endpoint
    llm_model: str | None = None  # its model; without an address, any that LangChain knows: anthropic:claude-…
    llm_api_key: SecretStr | None = None
    llm_budget: float = Field(default=20.0, gt=0, le=600)  # seconds for all that a model does for one answer

    @model_validator(mode="after")
    def _model_named(self) -> Settings:
        if self.llm_base_url and not self.llm_model:
            raise ValueError("an endpoint without a model; set ZHINAN_LLM_MODEL too")
        return self

    @property
    def lane_width(self) -> int:
        """Answers worked on at the same time. With a model most of an answer is waiting for its words."""
        return self.answers_at_once or (16 if self.llm_model else 4)


def read_settings() -> Settings:
    """The settings as the environment gives them. BadInput names the variable that is not usable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "ZHINAN_" + "_".join(str(step) for step in first["loc"] or ("LLM_BASE_URL",)).upper()
        message = first["msg"].removeprefix("Value error, ")
        raise BadInput(f"{name}: {message}; correct it or unset it") from error
