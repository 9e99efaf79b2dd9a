"""Questions in a real browser: answered by mouse and keyboard, remembered, printed, read without script."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from course import build_course, serve_course
from judged import CASES, QUESTIONS, for_the_page, name

# A busy machine is slow, not wrong.
expect.set_options(timeout=30_000)

KINDS = "lessons/kinds.html"
ACTIVE = "document.activeElement"
FORGET = "Object.keys(localStorage).filter((k) => /^lessonlib/.test(k)).forEach((k) => delete localStorage[k])"


@pytest.fixture(scope="session")
def course_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a course with every kind of question."""
    with serve_course(build_course(tmp_path_factory.mktemp("course"))) as url:
        yield url


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all visits with usual settings: the theme is loaded once."""
    with browser.new_context() as context:
        yield context


@pytest.fixture
def open_course(browser: Browser, shared: BrowserContext, course_url: str) -> Iterator[Callable[..., Page]]:
    """Open pages of the course with an empty memory; the console stays silent, and no other host is asked."""
    contexts, pages, said, asked = [], [], [], []

    def opened(address: str = KINDS, script: str = "", **settings: Any) -> Page:
        context = browser.new_context(**settings) if settings or script else shared
        contexts.extend([context] * (context is not shared))
        context.add_init_script(script or ";")
        pages.append(page := context.new_page())
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(course_url + address)
        return page

    yield opened
    if pages[0].context is shared:
        pages[0].evaluate(FORGET)
    for each in [*pages, *contexts]:
        each.close()
    # The small course has no favicon, and the theme warns until it has stored a mode.
    assert [text for text in said if "404" not in text and "theme mode" not in text] == []
    assert [url for url in asked if not url.startswith(("data:", course_url))] == []


def question(page: Page, id: str) -> Locator:
    return page.locator(f"#question-{id}")


def button(place: Locator | Page, text: str) -> Locator:
    return place.get_by_role("button", name=text, exact=True)


@dataclass(frozen=True)
class Attempt:
    """What is given, and what must be said of it."""

    answer: Any
    says: tuple[str, ...]


EMPTY = "Not attempted."
ATTEMPTS = {
    "the-map": [
        Attempt("", (EMPTY, "Nothing is chosen yet.")),
        Attempt("A", ("Not yet.", 'That would need padding="same".')),
        Attempt("B", ("Not yet.", "Both sides shrink.", "Read again")),
        Attempt("C", ("Correct.", "Yes: 24 places each way.")),
    ],
    "the-order": [
        Attempt("", (EMPTY, "Nothing is chosen yet.")),
        Attempt("A", ("Not yet.", "It reads as you do.")),
        Attempt("B", ("Correct.", "Yes: top to bottom.")),
    ],
    "the-even": [
        Attempt("", (EMPTY, "Nothing is chosen yet.")),
        Attempt("AC", ("Not yet.", "One is odd.", "Three is odd.")),
        Attempt("B", ("Not yet.", "What you chose is right, and there is more to choose.")),
        Attempt("ABD", ("Not yet.", "One is odd.")),
        Attempt("BD", ("Correct.", "Two is even.", "Four is even.")),
    ],
    "the-weights": [
        Attempt("", (EMPTY, "There is no answer yet.")),
        Attempt("many", (EMPTY, "“many” cannot be read as a number; write digits, such as 1024.")),
        Attempt("144", ("Not yet.", "Each filter has a bias.")),
        Attempt("145", ("Not yet.", "Count the weights of one filter first.")),
        Attempt("160 parameters", ("Correct.",)),
    ],
    "the-loss": [
        Attempt(" ", (EMPTY, "There is no answer yet.")),
        Attempt("0,02", ("Not yet.", "That is the loss without the second softmax.")),
        Attempt("7", ("Not yet.", "Take the logarithm.")),
        Attempt("0,564", ("Correct.",)),
    ],
    "the-shape": [
        Attempt("", (EMPTY, "There is no answer yet.")),
        Attempt("square", (EMPTY, "“square” cannot be read as a shape; write its sizes, such as 640 × 480 × 3.")),
        Attempt("None 28 28", ("Not yet.", "The border is lost.")),
        Attempt("24x24", ("Not yet.", "Start with the batch.")),
        Attempt("(None, 24, 24)", ("Correct.",)),
    ],
    "the-rows": [
        Attempt(("", "", ""), (EMPTY, "Some things have no group yet.")),
        Attempt(("input", "", "output"), (EMPTY, "Some things have no group yet.")),
        Attempt(("hidden", "input", "output"), ("Not yet.", "images", "Images come in.", "It stands between.")),
        Attempt(("input", "hidden", "input"), ("Not yet.", "digits", "Digits come out.")),
        Attempt(("input", "hidden", "output"), ("Correct.",)),
    ],
    "the-program": [
        Attempt(("", ""), (EMPTY, "Some blanks are still empty.")),
        Attempt(("floor", ""), (EMPTY, "Some blanks are still empty.")),
        Attempt(("ceil", "/"), ("Not yet.", "That rounds up.")),
        Attempt(("round", "*"), ("Not yet.", "It rounds down.", "Divide.")),
        Attempt(("trunc", "/"), ("Correct.",)),
    ],
    "the-lines": [
        Attempt("", (EMPTY, "No line is placed yet.")),
        Attempt("DE", ("Not yet.", "These lines belong there, and so do others.")),
        Attempt("DEAC", ("Not yet.", "That gives a fraction.", "Read again")),
        Attempt("DECB", ("Not yet.", "It needs what the other lines compute.")),
        Attempt("DBCE", ("Not yet.", "It needs what the other lines compute.")),
        Attempt("BDEC", ("Not yet.", "Which line uses a name before it is there?")),
        Attempt("EDBC", ("Correct.",)),
    ],
    "the-words": [
        Attempt(("", ""), (EMPTY, "Write a sentence or two first.")),
        Attempt(("It slides", ""), ("Not yet.", "0 of 2 points are in your answer.")),
        Attempt(("It slides", "A"), ("Not yet.", "1 of 2 points are in your answer.")),
        Attempt(("It slides and adds", "AB"), ("Correct.", "2 of 2 points are in your answer.")),
    ],
}


class Mouse:
    """Points and clicks; text is typed where it was clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def choose(self, asked: Locator, letters: str) -> None:
        for letter in letters:
            asked.locator(f"label:has(input[value={letter}])").click()

    def write(self, field: Locator, text: str) -> None:
        field.click()
        self.page.keyboard.type(text)

    def pick(self, field: Locator, group: str) -> None:
        field.select_option(group)

    def send(self, asked: Locator) -> None:
        self.press(button(asked, "Check"))


class Keyboard:
    """Never points: Tab, arrows, Space, Enter and letters."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Go on with Tab, or back with Shift+Tab, until the target has the focus."""
        here = f"(target) => {ACTIVE} === target"
        after = f"(target) => target.compareDocumentPosition({ACTIVE}) & Node.DOCUMENT_POSITION_FOLLOWING"
        back = self.page.evaluate(f"{ACTIVE} !== document.body") and target.evaluate(after)
        for _ in range(40):
            if target.evaluate(here):
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"the keyboard does not reach {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def choose(self, asked: Locator, letters: str) -> None:
        boxes = asked.locator("fieldset input[type=checkbox]")
        for letter in letters:
            if boxes.count():
                self.reach(asked.locator(f"input[value={letter}]"))
                self.page.keyboard.press("Space")
                continue
            self.reach(asked.locator("input[value=A]"))
            self.page.keyboard.press("Space")
            for _ in range(ord(letter) - ord("A")):
                self.page.keyboard.press("ArrowDown")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.type(text)

    def pick(self, field: Locator, group: str) -> None:
        self.reach(field)
        self.page.keyboard.type(group)

    def send(self, asked: Locator) -> None:
        """Enter in a field is as good as the button."""
        if asked.locator("input[type=text]:focus, input[type=radio]:focus").count():
            self.page.keyboard.press("Enter")
        else:
            self.press(button(asked, "Check"))


def attempt(hand: Mouse | Keyboard, asked: Locator, answer: Any) -> None:
    """Give an answer and send it."""
    fields = asked.locator("fieldset :is(input, select, textarea)")
    if asked.locator("textarea").count():
        return attempt_text(hand, asked, *answer)
    if asked.locator(".q-order-program").count():
        for letter in answer:
            hand.press(line(asked, letter))
        return hand.send(asked)
    if asked.locator("select").count():
        for number, group in enumerate(answer):
            if group:
                hand.pick(fields.nth(number), group)
    elif fields.first.get_attribute("type") == "text":
        for number, text in enumerate([answer] if isinstance(answer, str) else answer):
            hand.write(fields.nth(number), text)
    else:
        hand.choose(asked, answer)
    return hand.send(asked)


def line(asked: Locator, letter: str) -> Locator:
    """Return the button of a line to put in order."""
    return asked.locator(f"[data-letter={letter}] .q-order-line")


def attempt_text(hand: Mouse | Keyboard, asked: Locator, text: str, letters: str) -> None:
    hand.write(asked.locator("textarea"), text)
    hand.press(button(asked, "Compare with a model answer"))
    if text:
        hand.choose(asked, letters)
        hand.press(button(asked, "I have compared"))


def assert_focus_within(asked: Locator) -> None:
    """The keyboard's place is never lost: it is on something visible in the same question."""
    assert asked.evaluate(f"(asked) => asked.contains({ACTIVE}) && {ACTIVE}.checkVisibility()")


@pytest.mark.parametrize("hand", [Mouse, Keyboard])
@pytest.mark.parametrize("id", ATTEMPTS)
def test_each_answer_gets_the_feedback_of_that_very_mistake(id, hand, open_course):
    page = open_course(f"{KINDS}#question-{id}")
    asked, hand = question(page, id), hand(page)
    live = asked.locator('.q-verdict[role=status][aria-live="polite"]')
    expect(live).to_be_empty()

    for given in ATTEMPTS[id]:
        attempt(hand, asked, given.answer)

        said = live.inner_text()
        assert [words for words in given.says if words not in said] == []
        others = [w for other in ATTEMPTS[id] for w in other.says if w not in given.says and w in said]
        assert others == []
        assert_focus_within(asked)
        start_over(hand, asked)
        assert_focus_within(asked)


def start_over(hand: Mouse | Keyboard, asked: Locator) -> None:
    """Press what the learner would: try again, or, where nothing was judged, reload the fields."""
    if button(asked, "Try again").is_visible():
        hand.press(button(asked, "Try again"))
        expect(asked.locator(".q-verdict")).to_be_empty()
    else:
        for field in asked.locator("fieldset input[type=text]").all():
            field.fill("")
        for field in asked.locator("fieldset select:visible").all():
            field.select_option("")


def program(asked: Locator) -> str:
    """Return the letters of the lines in the program, in their order."""
    return str(asked.evaluate("(asked) => [...asked.program.children].map((line) => line.dataset.letter).join('')"))


def test_lines_are_moved_and_taken_out_by_the_keyboard_and_what_happens_is_said(open_course):
    page = open_course(f"{KINDS}#question-the-lines")
    asked, hand = question(page, "the-lines"), Keyboard(page)
    said = asked.locator(".q-order-said")
    for letter in "DEB":
        hand.press(line(asked, letter))
        assert_focus_within(asked)

    page.keyboard.press("ArrowUp")
    assert (program(asked), said.inner_text()) == ("DBE", "Line B is line 2 of 3 now.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert program(asked) == "BDE"
    page.keyboard.press("ArrowDown")
    assert program(asked) == "DBE"
    hand.press(button(asked, "Move line D down"))
    assert program(asked) == "BDE"
    hand.press(line(asked, "D"))
    assert (program(asked), said.inner_text()) == ("BE", "Line D is out of the program.")
    assert_focus_within(asked)


def test_a_line_is_dragged_into_the_program_to_another_place_and_out_again(open_course):
    page = open_course(f"{KINDS}#question-the-lines")
    asked = question(page, "the-lines")
    for letter in "DEB":
        line(asked, letter).click()

    def drag(letter: str, target: Locator, share: float) -> None:
        handle = asked.locator(f"[data-letter={letter}] .q-order-handle")
        handle.scroll_into_view_if_needed()
        handle.hover()
        page.mouse.down()
        box = target.bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + share * box["height"], steps=5)
        page.mouse.up()

    drag("C", line(asked, "E"), 0.1)
    assert program(asked) == "DCEB"
    drag("B", line(asked, "D"), 0.1)
    assert program(asked) == "BDCE"
    drag("D", line(asked, "A"), 0.5)
    assert program(asked) == "BCE"


def test_without_a_script_each_line_has_a_menu_for_its_place(open_course):
    page = open_course(f"{KINDS}#question-the-lines", java_script_enabled=False)
    asked = question(page, "the-lines")

    asked.get_by_label("Place of line D").select_option("1")
    asked.get_by_text("Answer", exact=True).click()

    expect(asked.get_by_text("Right: D, E, B, C or E, D, B, C or D, B, E, C.")).to_be_visible()
    expect(asked.locator(".q-answer pre").first).to_contain_text("half = width // 2")


@pytest.mark.parametrize("hand", [Mouse, Keyboard])
def test_show_me_opens_the_explained_answer(hand, open_course):
    page = open_course(f"{KINDS}#question-the-map")
    asked, hand = question(page, "the-map"), hand(page)
    attempt(hand, asked, "A")

    hand.press(button(asked, "Show me"))

    expect(asked.get_by_text("The left edge can stand at 24 places.")).to_be_visible()
    assert_focus_within(asked)


@pytest.mark.parametrize("script", [True, False])
def test_a_proof_is_folded_below_the_words_that_explain(script, open_course):
    page = open_course(f"{KINDS}#question-the-map", java_script_enabled=script)
    asked = question(page, "the-map")
    if script:
        attempt(Mouse(page), asked, "A")
        button(asked, "Show me").click()
    else:
        asked.get_by_text("Answer", exact=True).click()
    explained, code = asked.get_by_text("The left edge can stand at 24 places."), asked.locator(".q-answer pre")
    expect(explained).to_be_visible()
    expect(code).to_be_hidden()

    asked.get_by_text("The proof, in Python").click()

    expect(code).to_contain_text(">>>")
    assert explained.bounding_box()["y"] < code.bounding_box()["y"]


def test_no_answer_can_be_read_before_it_is_asked_for(open_course):
    page = open_course()

    expect(page.locator(".q-answer:visible")).to_have_count(0)
    expect(page.get_by_text("Right: C.").locator("visible=true")).to_have_count(0)


def test_read_again_leads_to_the_paragraph_that_teaches(open_course):
    page = open_course()
    attempt(Mouse(page), question(page, "the-map"), "B")

    question(page, "the-map").get_by_role("link", name="Read again").locator("visible=true").click()

    assert page.url.endswith("#teaches-one-border")


@pytest.mark.parametrize("id", ATTEMPTS)
def test_a_reload_keeps_answer_and_verdict_and_forget_forgets_them(id, open_course):
    page = open_course(f"{KINDS}#question-{id}")
    asked = question(page, id)
    attempt(Mouse(page), asked, ATTEMPTS[id][-2].answer)
    before = (given(asked), asked.locator(".q-verdict").inner_text())

    page.reload()
    assert (given(asked), asked.locator(".q-verdict").inner_text()) == before

    button(asked, "Forget my answer").click()
    assert_focus_within(asked)
    page.reload()
    assert given(asked) != before[0]
    expect(asked.locator(".q-verdict")).to_be_empty()
    assert memory(page) == {}


def given(asked: Locator) -> list[Any]:
    """Return what stands in the fields."""
    return asked.evaluate(
        "(asked) => asked.fields.map((f) => (['radio', 'checkbox'].includes(f.type) ? f.checked : f.value))"
    )


def memory(page: Page) -> dict[str, str]:
    """Return what is kept on this device."""
    kept = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return {key: value for key, value in kept.items() if key.startswith("lessonlib ")}


def test_what_is_kept_belongs_to_this_course_and_this_question(open_course):
    page = open_course()
    attempt(Mouse(page), question(page, "the-map"), "A")

    (key, value) = memory(page).popitem()

    assert key.startswith("lessonlib /a/course/ the-map:")
    kept = json.loads(value)
    assert kept.pop("day") > 20_000
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", kept.pop("at"))
    assert kept == {"answer": ["A"], "outcome": "incorrect", "mistakes": [0], "box": 0}


def test_a_changed_question_keeps_the_answer_to_the_old_one_and_does_not_show_it(open_course):
    page = open_course()
    attempt(Mouse(page), question(page, "the-map"), "A")
    attempt(Mouse(page), question(page, "the-order"), "A")
    old = question(page, "the-map").evaluate("(asked) => asked.data.version")
    page.route("**/kinds.html", lambda route: route.fulfill(body=route.fetch().text().replace(old, "00000000")))

    page.reload()

    expect(question(page, "the-map").locator(".q-verdict")).to_be_empty()
    expect(question(page, "the-order").locator(".q-verdict")).to_contain_text("Not yet.")
    assert len(memory(page)) == 2
    attempt(Mouse(page), question(page, "the-map"), "A")
    button(question(page, "the-map"), "Forget my answer").click()
    assert [key.partition(":")[0] for key in memory(page)] == ["lessonlib /a/course/ the-order"]


def test_a_question_works_where_nothing_can_be_kept(open_course):
    forbidden = "(key) => { if (key.startsWith('lessonlib')) throw new Error('forbidden'); }"
    page = open_course(script=f"Storage.prototype.setItem = Storage.prototype.getItem = {forbidden}")
    asked = question(page, "the-map")

    attempt(Mouse(page), asked, "C")

    expect(asked.locator(".q-verdict")).to_contain_text("Correct.")


def test_the_home_page_counts_what_is_right_and_lists_what_was_missed(open_course, course_url):
    page = open_course()
    attempt(Mouse(page), question(page, "the-map"), "C")
    attempt(Mouse(page), question(page, "the-order"), "A")

    page.goto(course_url)

    expect(page.get_by_role("row", name=re.compile(r"^Every kind \d+ min 1 of 10 right$"))).to_be_visible()
    expect(page.get_by_role("row", name="ask a question of every kind 1 of 14 right")).to_be_visible()
    expect(page.locator(".review li:visible")).to_have_count(1)
    page.get_by_role("link", name="Every kind, question 2: the order").click()
    assert page.url.endswith("lessons/kinds.html?review#question-the-order")


def test_a_missed_question_leaves_the_list_when_it_is_answered_right(open_course, course_url):
    page = open_course()
    attempt(Mouse(page), question(page, "the-order"), "A")
    button(question(page, "the-order"), "Try again").click()
    attempt(Mouse(page), question(page, "the-order"), "B")

    page.goto(course_url)

    expect(page.locator(".review li:visible")).to_have_count(0)
    expect(page.locator(".review-told")).to_have_text("Nothing is due today. Tomorrow the next question comes back.")


def test_all_answers_can_be_forgotten_at_once(open_course, course_url):
    page = open_course()
    attempt(Mouse(page), question(page, "the-map"), "C")
    attempt(Mouse(page), question(page, "the-order"), "A")
    page.goto(course_url)

    button(page, "Forget all my answers").click()

    expect(page.get_by_role("row", name=re.compile(r"^Every kind \d+ min 0 of 10 right$"))).to_be_visible()
    expect(page.locator(".review li:visible")).to_have_count(0)
    assert memory(page) == {}


def test_a_second_tab_shows_at_once_what_was_answered_in_the_first(open_course, course_url):
    first, home, second = open_course(), open_course(""), open_course()

    attempt(Mouse(first), question(first, "the-map"), "C")

    expect(home.get_by_role("row", name=re.compile(r"^Every kind \d+ min 1 of 10 right$"))).to_be_visible()
    expect(question(second, "the-map").locator(".q-verdict")).to_contain_text("Correct.")

    button(question(first, "the-map"), "Forget my answer").click()
    expect(home.get_by_role("row", name=re.compile(r"^Every kind \d+ min 0 of 10 right$"))).to_be_visible()
    expect(question(second, "the-map").locator(".q-verdict")).to_be_empty()
    expect(question(second, "the-map").locator("input:checked")).to_have_count(0)


def test_what_is_being_answered_in_a_second_tab_stays(open_course):
    first, second = open_course(), open_course()
    weights = question(second, "the-weights")
    weights.locator("input").fill("14")

    attempt(Mouse(first), question(first, "the-weights"), "160")

    expect(button(weights, "Forget my answer")).to_be_visible()
    assert given(weights) == ["14"]


def test_a_page_that_is_shown_again_shows_how_things_stand_now(open_course, course_url):
    """Playwright turns the cache off that keeps a left page alive, so what the browser would say is said here."""
    page = open_course("")
    key = page.locator(".q-progress").first.get_attribute("data-questions").split()[0]
    text = json.dumps({"answer": ["C"], "outcome": "correct"})

    page.evaluate("([key, text]) => localStorage.setItem(`lessonlib /a/course/ ${key}`, text)", [key, text])
    expect(page.get_by_role("row", name=re.compile(r"^Every kind \d+ min 0 of 10 right$"))).to_be_visible()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    expect(page.get_by_role("row", name=re.compile(r"^Every kind \d+ min 1 of 10 right$"))).to_be_visible()


def test_what_is_written_is_kept_before_it_is_sent(open_course, course_url):
    page = open_course()
    words = question(page, "the-words")
    words.locator("textarea").press_sequentially("It slides, and")

    page.reload()
    assert given(words)[0] == "It slides, and"
    expect(words.locator(".q-verdict")).to_be_empty()
    page.goto(course_url)
    expect(page.get_by_role("row", name=re.compile(r"^Every kind \d+ min 0 of 10 right$"))).to_be_visible()

    page.goto(course_url + KINDS)
    button(words, "Forget my answer").click()
    page.reload()
    assert given(words)[0] == ""
    assert memory(page) == {}


def test_without_script_a_question_and_its_explained_answer_can_be_read(open_course):
    page = open_course(java_script_enabled=False)

    for id, explained in [
        ("the-map", "The left edge can stand at 24 places."),
        ("the-words", "The same weights everywhere."),
    ]:
        asked = question(page, id)
        expect(asked.locator(".q-stem")).to_be_visible()
        expect(asked.locator("fieldset :is(input, textarea)").first).to_be_visible()
        expect(asked.get_by_text(explained)).to_be_hidden()
        asked.locator("summary").first.click()
        expect(asked.get_by_text(explained)).to_be_visible()
    expect(page.get_by_role("button", name="Check")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_a_printed_page_holds_the_answers_at_its_end(script, open_course):
    page = open_course(java_script_enabled=script)

    page.emulate_media(media="print")

    end = page.locator(".answers-at-the-end")
    for words in (
        "Right: C.",
        "Both sides shrink.",
        "Right: 160 parameters.",
        "It slides over the image and adds products.",
    ):
        expect(end.get_by_text(words)).to_be_visible()
    expect(page.locator(".question .q-answer:visible, .question .q-actions:visible")).to_have_count(0)
    assert end.evaluate("(end) => end.compareDocumentPosition([...document.querySelectorAll('.question')].pop())") & 2


def test_an_exercise_folds_its_hints_and_its_solution(open_course):
    page = open_course()

    for summary in ("Hint 1: Where do I begin?", "Hint 2: And then?", "Solution"):
        folded = page.locator("details.folded", has_text=summary)
        expect(folded.locator("summary ~ p").first).to_be_hidden()
        folded.locator("summary").click()
        expect(folded.locator("summary ~ p").first).to_be_visible()


def test_nasty_text_is_shown_and_nothing_of_it_runs(open_course):
    page = open_course("lessons/nasty.html")
    choice, blanks = question(page, "nasty-choice"), question(page, "nasty-blanks")
    attempt(Mouse(page), choice, "B")
    expect(choice.locator(".q-verdict")).to_contain_text("</script><script>window.ran = 6</script> ends")
    button(choice, "Try again").click()
    attempt(Mouse(page), choice, "A")
    expect(choice.locator(".q-verdict")).to_contain_text("<svg onload=”window.ran = 4”></svg> “quotes”")
    attempt(Mouse(page), question(page, "nasty-number"), "3")
    attempt(Mouse(page), blanks, ['"><script>window.ran = 17</script>'])
    expect(blanks.locator(".q-verdict")).to_contain_text("<img src=x onerror=”window.ran = 18”> no")
    attempt(Mouse(page), question(page, "nasty-sort"), ["b' onfocus='window.ran = 10"])
    page.reload()

    assert page.locator(".question").locator("img, script, svg, iframe, [onerror], [onload], [onfocus]").count() == 0
    assert page.evaluate("window.ran") is None


def test_the_pages_script_judges_as_python_does(open_course):
    page = open_course()

    given = [for_the_page(QUESTIONS[case["question"]], case["answer"]) for case in CASES]
    results = page.evaluate("(given) => given.map((each) => window.lessonlib.judge(...each))", given)

    wrong = [
        (name(case), result)
        for case, result in zip(CASES, results, strict=True)
        if (result["outcome"], result["says"], result["message"])
        != (case["outcome"], case.get("says", []), case.get("message", ""))
    ]
    assert len(results) >= 80
    assert wrong == []
