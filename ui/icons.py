"""The page's own line icons, drawn in a 24-unit box; decorative, so hidden from screen readers."""

from ui.element import Html, el

_PATHS = {
    "copy": "M9 9h10v11H9zM5 15V4h10",
    "retry": "M20 11a8 8 0 1 0-2.3 6.3M20 4v7h-7",
    "up": "M7 11v9H3v-9zM7 11l4-8c1.7 0 2.5 1 2.5 2.5V9H20l-2 11H7",
    "down": "M17 13V4h4v9zM17 13l-4 8c-1.7 0-2.5-1-2.5-2.5V15H4L6 4h11",
    "edit": "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
    "clock": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3.500 2",
    "back": "M14 6l-6 6 6 6",
}


def icon(name: str) -> Html:
    """An icon as inline SVG, in the colour of the text around it."""
    path = el("path", d=_PATHS[name])
    return el("svg", path, class_="zn-icon", viewBox="0 0 24 24", aria_hidden="true", focusable="false")
