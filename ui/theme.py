"""The look that Gradio's own components take from a theme. Fonts are those of the reader's machine; none is fetched."""

from __future__ import annotations

import inspect
from typing import Any

SANS = (
    "system-ui", "-apple-system", "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC",
    "Noto Sans SC", "sans-serif",
)  # fmt: skip
MONO = ("ui-monospace", "SFMono-Regular", "Consolas", "monospace")


def theme() -> Any:
    """A plain theme whose colours are the page's own CSS variables, so that light and dark stand in one place."""
    from gradio.themes import Base
    from gradio.themes.utils import fonts, sizes

    made = Base(
        font=[fonts.Font(name) for name in SANS],
        font_mono=[fonts.Font(name) for name in MONO],
        radius_size=sizes.radius_md,
        text_size=sizes.text_md,
    )
    colours = {
        "body_background_fill": "var(--zn-paper)",
        "body_text_color": "var(--zn-ink)",
        "body_text_color_subdued": "var(--zn-muted)",
        "background_fill_primary": "var(--zn-card)",
        "background_fill_secondary": "var(--zn-paper)",
        "block_background_fill": "transparent",
        "block_label_text_color": "var(--zn-muted)",
        "block_title_text_color": "var(--zn-muted)",
        "border_color_primary": "var(--zn-line)",
        "border_color_accent": "var(--zn-accent)",
        "color_accent": "var(--zn-accent)",
        "color_accent_soft": "var(--zn-accent-soft)",
        "input_background_fill": "var(--zn-card)",
        "input_border_color": "var(--zn-edge)",
        "input_border_color_focus": "var(--zn-accent)",
        "input_placeholder_color": "var(--zn-muted)",
        "button_primary_background_fill": "var(--zn-accent)",
        "button_primary_background_fill_hover": "var(--zn-accent-strong)",
        "button_primary_text_color": "var(--zn-on-accent)",
        "button_secondary_background_fill": "var(--zn-card)",
        "button_secondary_background_fill_hover": "var(--zn-accent-soft)",
        "button_secondary_text_color": "var(--zn-ink)",
        "input_border_width": "1px",
        "button_border_width": "1px",
        "block_border_width": "0px",
        "button_secondary_border_color": "var(--zn-edge)",
    }
    known = inspect.signature(made.set).parameters
    dark = {f"{key}_dark": value for key, value in colours.items() if f"{key}_dark" in known}
    return made.set(**colours, **dark)
