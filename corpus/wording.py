"""The base of every value of the edition, and a wording in both languages."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Lang = Literal["zh", "en"]


class Frozen(BaseModel):
    """Base of every value here: immutable, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Bilingual(Frozen):
    """One wording in both languages, carrying the same figures."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of(self, lang: Lang) -> str:
        """The wording in one language."""
        return self.zh if lang == "zh" else self.en
