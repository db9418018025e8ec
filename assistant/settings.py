"""The environment, read in this one place."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
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


def read_settings() -> Settings:
    """The settings as the environment gives them. BadInput names the variable that is not usable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "ZHINAN_" + "_".join(str(step) for step in first["loc"]).upper()
        raise BadInput(f"{name}: {first['msg']}; correct it or unset it") from error
