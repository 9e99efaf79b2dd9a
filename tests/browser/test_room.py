"""What a room handed in, read in a real browser: counted, shown, printed; files of no good will are named, left out."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hostile import LONGEST_WORD, PAYLOADS, damaged_files

expect.set_options(timeout=30_000)

ROOM = "teach/handed-in.html"


def given(page: Page) -> dict[str, Any]:
    """Return what the page counts with."""
    return page.evaluate("JSON.parse(document.querySelector('handed-in').dataset.room)")


def learner(room: dict[str, Any], chance: random.Random, name: str = "") -> dict[str, Any]:
    """Return the file of a learner who answered most questions, some after a mistake or two."""
    records: list[dict[str, Any]] = []
    for question in room["questions"]:
        if chance.random() < 0.2:
            continue
        places = range(-1, len(question["options"]))
        mistakes = [] if question["kind"] == "text" else sorted(chance.sample(places, chance.randint(0, 2)))
        answer = {"text": f"It slides {chance.random()}", "ticked": ["A"]} if question["kind"] == "text" else ["A"]
        at = f"2026-01-29T09:{chance.randrange(60):02}:{chance.randrange(60):02}.{chance.randrange(1000):03}Z"
        shared = {"kind": "answer", "id": question["id"], "version": question["version"], "at": at}
        outcome = chance.choice(["correct", "incorrect"])
        records.append(shared | {"answer": answer, "outcome": outcome, "mistakes": mistakes})
    named = {"name": name} if name else {}
    return {"format": "lessonlib progress", "version": 1, "course": room["course"], **named, "records": records}


def files_of(room: dict[str, Any], count: int, seed: int = 26) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    return [learner(room, chance) for _ in range(count)]


def hand_in(page: Page, contents: dict[str, Any]) -> None:
    """Give files to the page: name → content."""
    payload = [
        {"name": name, "mimeType": "", "buffer": each if isinstance(each, bytes) else json.dumps(each).encode()}
        for name, each in contents.items()
    ]
    page.locator("handed-in input[multiple]:not([webkitdirectory])").set_input_files(payload)
    expect(page.locator("handed-in [role=status]")).not_to_be_empty()


def numbered(files: list[dict[str, Any]]) -> dict[str, Any]:
    return {f"{number}.json": each for number, each in enumerate(files)}


def test_each_question_and_misconception_is_counted(page, site_url):
    page.goto(site_url + ROOM)
    room = given(page)
    files = files_of(room, 30)

    hand_in(page, numbered(files))

    expect(page.locator("handed-in")).to_contain_text("30 learners.")
    answers = [record for file in files for record in file["records"]]
    for question in room["questions"]:
        own = [each for each in answers if each["id"] == question["id"]]
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=question["title"], exact=True)).first
        cells = row.locator("td").all_inner_texts()
        right = [each for each in own if each["outcome"] == "correct"]
        at_once = str(sum(not each["mistakes"] for each in right)) if question["kind"] != "text" else "–"
        assert cells[:3] == [str(len(own)), at_once, str(len(right))]
        met = Counter(place for each in own for place in each["mistakes"])
        assert [number for number in met.values() if f"{number} ×" not in cells[3]] == []
    fell = Counter()
    for file in files:
        met = {
            option["misconception"]
            for question in room["questions"]
            for record in file["records"]
            if record["id"] == question["id"]
            for place, option in enumerate(question["options"])
            if place in record["mistakes"]
        }
        fell.update(met - {""})
    (_, most), *_ = fell.most_common()
    assert f" {most} of " in page.locator(".room-next li").first.inner_text()


def test_what_to_take_up_next_leads_to_the_passage_and_to_the_note(page, site_url):
    page.goto(site_url + ROOM)
    hand_in(page, numbered(files_of(given(page), 30)))

    noted = page.get_by_role("link", name="your notes there")  # not all that is to be taken up has a note
    first = page.locator(".room-next li").filter(has=noted).first
    for name in ("the passage that teaches it", "your notes there", "all about it"):
        address = first.get_by_role("link", name=name).evaluate("(link) => link.href")
        visit = page.context.new_page()
        visit.goto(address)
        assert visit.locator(f"[id='{address.partition('#')[2]}']").count() == 1
        visit.close()


@pytest.mark.parametrize(("number", "seconds"), [(30, 1), (200, 5)])
def test_a_room_is_shown_in_time(page, site_url, number, seconds):
    page.goto(site_url + ROOM)
    files = numbered(files_of(given(page), number))
    page.evaluate(
        """(files) => {
            window.given = Object.entries(files).map(([name, text]) => new File([JSON.stringify(text)], name));
        }""",
        files,
    )

    took = page.evaluate(
        """async () => {
            const began = performance.now();
            await document.querySelector("handed-in").readFiles(given);
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            return (performance.now() - began) / 1000;
        }"""
    )

    expect(page.locator("handed-in")).to_contain_text(f"{number} learners.")
    print(f"\n{number} files: {took:.2f} s")
    assert took < seconds


def test_a_learner_who_saved_twice_is_one(page, site_url):
    page.goto(site_url + ROOM)
    room = given(page)
    once, other = files_of(room, 2)
    twice = json.loads(json.dumps(once))
    twice["records"][0] |= {"at": "2026-01-29T11:00:00.000Z"}

    hand_in(page, {"once.json": once, "other.json": other, "twice.json": twice | {"name": "Ada"}})

    told = page.locator("handed-in [role=status]")
    expect(told).to_contain_text(
        "2 learners in 3 files, some of which are the same learner's. Names: Ada; 1 without a name."
    )


def test_learners_who_answered_at_the_same_moment_stay_two(page, site_url):
    page.goto(site_url + ROOM)
    one, other = files_of(given(page), 2)
    own = {each["id"]: each for each in one["records"]}
    shared = next(each for each in other["records"] if each["id"] in own)
    shared["at"] = own[shared["id"]]["at"]

    hand_in(page, numbered([one, other]))

    expect(page.locator("handed-in [role=status]")).to_contain_text("2 learners.")


def test_damaged_foreign_and_newer_files_are_named_and_left_out(page, site_url):
    page.goto(site_url + ROOM)
    room = given(page)
    good = files_of(room, 3)
    bad = {f"bad-{number}.json": each for number, each in enumerate(damaged_files(good[0], 70, seed=3))}
    others = {
        "foreign.json": good[0] | {"course": "Statistics", "records": []},
        "newer.json": good[0] | {"version": 7},
        "notes.txt": b"Buy milk.",
        ".DS_Store": bytes(range(256)),
    }

    hand_in(page, numbered(good) | bad | others)

    told = page.locator("handed-in [role=status]")
    said = told.locator("li").all_inner_texts()
    named = {line.partition(" ")[0] for line in said}
    assert named == {*bad, *others}
    assert [line for line in said if line.startswith("foreign")] == [
        "foreign.json belongs to another course (Statistics)."
    ]
    assert any(line.startswith("newer.json is newer than this page") for line in said)
    page.locator("handed-in").evaluate("async (all) => all.querySelectorAll('*').length")
    assert page.evaluate("window.ran") is None


def test_hostile_words_in_sound_files_stay_words(page, site_url):
    page.goto(site_url + ROOM)
    room = given(page)
    files = []
    for payload in PAYLOADS:
        (file,) = files_of(room, 1, seed=len(payload))
        for record in file["records"]:
            if isinstance(record["answer"], dict):
                record["answer"]["text"] = payload
            record["mistakes"] = [*record["mistakes"], payload[:200]]
            record["at"] = payload[:200]
        file["records"] += [
            {
                "kind": "check",
                "id": payload[:200],
                "outcome": "incorrect",
                "criteria": [{"says": payload[:200], "holds": False}],
            },
            {"kind": "run", "id": "1", "stack": payload[:2000], "parameters": 1, "results": [{"test": 0.5}]},
        ]
        files.append(file | {"name": payload[:200]})

    hand_in(page, numbered(files))

    expect(page.locator("handed-in")).to_contain_text(f"{len(files)} learners.")
    assert page.locator("handed-in").evaluate("(all) => all.querySelectorAll('img, script, iframe, svg').length") == 0
    assert page.evaluate("window.ran") is None
    assert "A" * 20_000 in page.locator("handed-in").evaluate("(all) => all.textContent")
    assert page.evaluate(LONGEST_WORD, "handed-in") <= 202


def test_texts_stand_side_by_side_and_what_was_checked_is_counted(page, site_url):
    page.goto(site_url + ROOM)
    room = given(page)
    files = files_of(room, 4)
    missed = {"says": "The last layer has ten neurons", "holds": False}
    for number, file in enumerate(files):
        verdict = ["correct", "incorrect"][number % 2]
        file["records"].append(
            {"kind": "check", "id": "five-layers", "outcome": verdict, "criteria": [missed] * (number % 2)}
        )

    hand_in(page, numbered(files))

    answers = [record["answer"] for file in files for record in file["records"] if "answer" in record]
    texts = [answer["text"] for answer in answers if isinstance(answer, dict)]
    assert sorted(page.locator(".room-text").all_inner_texts()) == sorted(texts)
    row = page.get_by_role("row").filter(has_text="2 incorrect")
    expect(row).to_contain_text("2 correct, 2 incorrect")
    expect(row).to_contain_text("2 × The last layer has ten neurons")


def test_predictions_are_counted_and_stand_with_what_they_are_of(page, site_url):
    page.goto(site_url + ROOM)
    room = given(page)
    asked = room["predictions"][0]
    files = files_of(room, 4)
    for file, predicted in zip(files, ["(26, 26)", "(26, 26)", "(24, 24)", ""], strict=True):
        file["records"].append({"kind": "prediction", "id": asked["id"], "given": predicted})

    hand_in(page, numbered(files))

    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=asked["says"], exact=True))
    assert row.locator("td").all_inner_texts() == ["2 × (26, 26); 1 × (24, 24)", "1"]
    page.goto(row.get_by_role("link").evaluate("(link) => link.href"))
    expect(page.locator(f"lesson-prediction[data-of='{asked['id']}']")).to_have_count(1)


def test_files_can_be_dropped_and_a_folder_chosen(page, site_url, tmp_path):
    page.goto(site_url + ROOM)
    files = files_of(given(page), 2)
    folder = tmp_path / "handed in"
    folder.mkdir()
    for name, content in numbered(files).items():
        (folder / name).write_text(json.dumps(content))

    page.locator("handed-in input[webkitdirectory]").set_input_files(str(folder))
    expect(page.locator("handed-in")).to_contain_text("2 learners.")

    page.reload()
    page.evaluate(
        """(files) => {
            const dropped = new DataTransfer();
            files.forEach((each, n) => dropped.items.add(new File([JSON.stringify(each)], `${n}.json`)));
            const drop = new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true });
            document.querySelector(".room-files").dispatchEvent(drop);
        }""",
        files,
    )
    expect(page.locator("handed-in")).to_contain_text("2 learners.")


def test_a_folder_may_be_dropped_and_what_falls_beside_the_place_is_not_opened(page, site_url, tmp_path):
    page.goto(site_url + ROOM)
    for name, content in numbered(files_of(given(page), 2)).items():
        (tmp_path / name).write_text(json.dumps(content))

    drag(page, tmp_path)
    expect(page.locator("handed-in")).to_contain_text("2 learners.")
    drag(page, tmp_path / "0.json", onto=".bd-article h2")
    expect(page.locator("handed-in")).to_contain_text("1 learner.")

    assert page.url == site_url + ROOM


def drag(page: Page, what: Path, onto: str = ".room-files") -> None:
    """Drag a file or a folder of this machine onto the page, as the pointer does."""
    place = page.locator(onto).first
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    at = {"x": box["x"] + 5, "y": box["y"] + 5, "data": {"items": [], "files": [str(what)], "dragOperationsMask": 1}}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at})


def test_the_printed_page_has_no_buttons_and_no_file_fields(page, site_url):
    page.goto(site_url + ROOM)
    hand_in(page, numbered(files_of(given(page), 30)))

    page.emulate_media(media="print")

    expect(page.locator(".room-files")).to_be_hidden()
    expect(page.locator(".room-next")).to_be_visible()


def test_without_a_script_a_sentence_stands_there(browser, site_url):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site_url + ROOM)

        expect(page.locator("handed-in")).to_contain_text("Reading the files needs JavaScript.")
