"""The eligibility form of one direction: just its facts, in plain words; and reading back what was filled in.

Fields are named by their path: `birth_date`, `trl.0`, `conf_cn.size`, `team.2.title`. An empty field is unknown.
"""

from __future__ import annotations

from assistant.eligibility.rules import constraints_of
from assistant.eligibility.vocabulary import Fact, vocabulary
from corpus.guide import Lang
from corpus.library import Library
from ui.directions import all_countries
from ui.markup import esc
from ui.reference import clause_ref
from ui.words import say

MONEY = frozenset({"total_budget", "gov_funding", "matching_funds", "cn_central_funding", "max_institution_request"})


def facts_of(library: Library, check: str) -> tuple[Fact, ...]:
    """The facts a check rests on, in the order in which a clerk asks."""
    asked = {name for placed in constraints_of(library, check) for name in placed.constraint.facts}
    words = vocabulary()
    return tuple(words.facts[name] for name in words.order if name in asked)


def form_html(library: Library, check: str, lang: Lang) -> str:
    """The form, by sections."""
    facts, sections = facts_of(library, check), vocabulary().sections
    parts = []
    for section in dict.fromkeys(fact.section for fact in facts):
        fields = "".join(_field(library, check, fact, lang) for fact in facts if fact.section == section)
        parts.append(f"<section><h3>{esc(_titled(sections[section].of(lang), lang))}</h3>{fields}</section>")
    return f'<form class="zn-form" data-check="{esc(check)}" autocomplete="off" novalidate>{"".join(parts)}</form>'


def _field(library: Library, check: str, fact: Fact, lang: Lang) -> str:
    unit = say("yuan_unit", lang) if fact.name in MONEY else ""
    grouped = fact.type in ("flag", "record") or (fact.list and bool(fact.of)) or fact.pair
    told = f'<span class="zn-state" aria-hidden="true"></span>{esc(_titled(fact.label.of(lang), lang))}{esc(unit)}'
    control = _control(library, check, fact, fact.name, lang)
    hint = _asks(library, check, fact, lang)
    if grouped:
        return (
            f'<fieldset class="zn-field" data-fact="{esc(fact.name)}"><legend>{told}</legend>{hint}{control}</fieldset>'
        )
    return f'<div class="zn-field" data-fact="{esc(fact.name)}"><label for="f-{esc(fact.name)}">{told}</label>{hint}{control}</div>'


def _asks(library: Library, check: str, fact: Fact, lang: Lang) -> str:
    """What is asked of the fact, with where it stands."""
    asked = [placed for placed in constraints_of(library, check) if fact.name in placed.constraint.facts][:2]
    lines = "".join(
        f'<span class="zn-ask"><b>{esc(clause_ref(library, placed.clause_id, lang))}</b> {esc(placed.constraint.label.of(lang))}</span>'
        for placed in asked
    )
    return f'<p class="zn-asks" id="h-{esc(fact.name)}">{lines}</p>'


def _control(library: Library, check: str, fact: Fact, name: str, lang: Lang) -> str:
    if fact.type == "record":
        return _rows(library, check, fact, name, lang) if fact.list else _record(library, check, fact, name, lang)
    if fact.type == "flag":
        return _flag(name, lang)
    if fact.pair:
        ends = (
            _input(library, check, fact, f"{name}.{n}", lang, say(key, lang)) for n, key in enumerate(("from", "to"))
        )
        return f'<div class="zn-two">{"".join(ends)}</div>'
    if fact.list and fact.of:
        return _checks(fact, name, lang)
    if fact.of or (fact.type == "country" and not fact.list):
        return _select(fact, name, lang)
    none = _none(name, lang) if fact.list or fact.or_none else ""
    return _input(library, check, fact, name, lang) + none


def _input(library: Library, check: str, fact: Fact, name: str, lang: Lang, label: str = "") -> str:
    kind = "datetime-local" if fact.type == "time" else "text"
    mode = ' inputmode="numeric"' if fact.type in ("count", "number", "age") and not fact.list else ""
    options = _offered(library, check, fact, lang)
    offered = "".join(f'<option value="{esc(option)}">' for option in options)
    listed = f'<datalist id="l-{esc(name)}">{offered}</datalist>' if options else ""
    return (
        f'<input type="{kind}" id="f-{esc(name)}" name="{esc(name)}" maxlength="300" placeholder="{esc(_example(fact, lang))}"{mode} '
        f'aria-describedby="h-{esc(fact.name)}"{f" list=l-{esc(name)}" if options else ""}'
        f"{f' aria-label={chr(34)}{esc(label)}{chr(34)}' if label else ''}>{listed}"
    )


def _offered(library: Library, check: str, fact: Fact, lang: Lang) -> list[str]:
    if fact.name == "field" and check in library.directions:
        return [field.of(lang) for field in library.directions[check].fields]
    return (
        ["副教授", "副研究员", "教授", "研究员", "讲师", "associate professor", "professor"]
        if fact.name == "title"
        else []
    )


def _example(fact: Fact, lang: Lang) -> str:
    if fact.type == "date":
        return "1982 / 1982-03 / 1982-03-01"
    if fact.list or fact.example is None or fact.type == "record":
        shown = fact.example if isinstance(fact.example, list) else []
        return say("eg", lang, example=", ".join(str(entry) for entry in shown)) if shown else say("list_hint", lang)
    example = fact.example[0] if isinstance(fact.example, list) else fact.example
    return say("eg", lang, example=example)


def _flag(name: str, lang: Lang) -> str:
    choices = (("true", "yes"), ("false", "no"), ("", "unknown"))
    radios = "".join(
        f'<label><input type="radio" name="{esc(name)}" value="{value}"{"" if value else " checked"}><span>{esc(say(key, lang))}</span></label>'
        for value, key in choices
    )
    return f'<div class="zn-segments">{radios}</div>'


def _select(fact: Fact, name: str, lang: Lang) -> str:
    if fact.of:
        options = {code: words.of(lang) for code, words in vocabulary().choices[fact.of].items()}
    else:
        options = all_countries(lang)
    shown = "".join(
        f'<option value="{esc(code)}">{esc(_titled(text, lang))}</option>' for code, text in options.items()
    )
    return (
        f'<select id="f-{esc(name)}" name="{esc(name)}" aria-describedby="h-{esc(fact.name)}"><option value="">'
        f"{esc(say('choose', lang))}</option>{shown}</select>"
    )


def _checks(fact: Fact, name: str, lang: Lang) -> str:
    boxes = "".join(
        f'<label class="zn-check"><input type="checkbox" name="{esc(name)}" value="{esc(code)}"> {esc(_titled(words.of(lang), lang))}</label>'
        for code, words in vocabulary().choices[fact.of].items()
    )
    return f'<div class="zn-checks">{boxes}{_none(name, lang)}</div>'


def _none(name: str, lang: Lang) -> str:
    return f'<label class="zn-check"><input type="checkbox" name="{esc(name)}.none" value="true"> {esc(say("none", lang))}</label>'


def _record(library: Library, check: str, fact: Fact, name: str, lang: Lang) -> str:
    fields = "".join(_inner(library, check, inner, f"{name}.{key}", lang) for key, inner in fact.fields.items())
    return f'<div class="zn-row">{fields}</div>{_none(name, lang) if fact.or_none else ""}'


def _rows(library: Library, check: str, fact: Fact, name: str, lang: Lang) -> str:
    row = "".join(_inner(library, check, inner, f"{name}.#.{key}", lang) for key, inner in fact.fields.items())
    remove = (
        f'<button type="button" class="zn-tool" data-do="remove-row" aria-label="{esc(say("remove", lang))}">×</button>'
    )
    return (
        f'<div class="zn-rows" data-rows="{esc(name)}"><template><div class="zn-row">{row}{remove}</div></template></div>'
        f'<button type="button" class="zn-button" data-do="add-row">+ {esc(say("add", lang))}</button>'
    )


def _inner(library: Library, check: str, fact: Fact, name: str, lang: Lang) -> str:
    label = esc(_titled(fact.label.of(lang), lang))
    if fact.type == "flag":
        options = "".join(
            f'<option value="{v}">{esc(say(k, lang))}</option>'
            for v, k in (("", "unknown"), ("true", "yes"), ("false", "no"))
        )
        control = f'<select name="{esc(name)}">{options}</select>'
    elif fact.list and fact.of:
        return f'<div class="zn-inner"><span>{label}</span>{_checks(fact, name, lang)}</div>'
    else:
        control = _control(library, check, fact, name, lang).replace(f'id="f-{esc(name)}" ', "")
    return f'<label class="zn-inner"><span>{label}</span>{control}</label>'


def _titled(text: str, lang: Lang) -> str:
    return text if lang == "zh" else text[:1].upper() + text[1:]


def label_of(name: str, lang: Lang) -> str:
    """A fact's label, for its name or a path inside it."""
    fact = vocabulary().facts.get(name.split(".")[0])
    return _titled(fact.label.of(lang), lang) if fact else name
