"""Questions that have things sorted into groups: a menu of groups for each thing."""

import html
from typing import Any, ClassVar

from docutils import nodes

from lessonlib.locale import localised, noted
from lessonlib.quiz.model import Choice, Question
from lessonlib.quiz.parsing import QuestionError, read_literal
from lessonlib.sphinxext.core.directives import Parts, names
from lessonlib.sphinxext.questions.renderer import Choices, Options, Renderer, attribute


class Sort(Renderer):
    """Things to put into groups: the key is a dict."""

    option_spec: ClassVar[dict[str, Any]] = {"groups": names}
    invitation, script = noted("Put each into a group."), "sort"
    shows_options = True
    answer_apart = True

    def key(self, options: Options, choices: Choices, key_text: str, parts: Parts) -> dict[str, Any]:
        key = read_literal(key_text)
        groups = options.get("groups", ())
        if not isinstance(key, dict):
            raise QuestionError(f"sorts things, so its doctest must print a dict of thing: group, not {key_text}")
        things = {entry.written: entry.name for entry in parts.entries}
        if things.keys() != key.keys():
            raise QuestionError(f"lists {sorted(things)}, but its doctest sorts {sorted(key)}")
        strange = set(key.values()) - set(groups)
        if strange or len(groups) < 2:
            missing = ", ".join(sorted(strange))
            raise QuestionError(f"needs ':groups:' that name every group of the key; missing: {missing}")
        sorted_so = {things[thing]: parts.words(group) for thing, group in key.items()}
        return {"choices": choices, "key": sorted_so, "groups": tuple(map(parts.words, groups))}

    def said(self, ask: Question) -> str:
        return "; ".join(f"{thing}: {group}" for thing, group in ask.key.items())

    def open_option(self, ask: Question, choice: Choice) -> str:
        return '<li><label><span class="q-text">'

    def close_option(self, ask: Question, choice: Choice) -> str:
        groups = "".join(f"<option>{html.escape(group)}</option>" for group in ask.groups)
        thing = attribute(choice.text)
        return f'</span> <select data-thing="{thing}"><option value="">…</option>{groups}</select></label></li>\n'

    def print_option(self, option: nodes.Element) -> nodes.paragraph:
        return nodes.paragraph("", "", nodes.Text(""), *option.children)

    def print_more(self, ask: Question) -> list[nodes.Node]:
        return [nodes.paragraph("", localised("Groups: {names}", names=", ".join(ask.groups)))]

    def slide_list(self, items: list[nodes.list_item]) -> nodes.Element:
        return nodes.bullet_list("", *items)
