"""Payloads and planted instructions against the whole product: real files, real server, real Chromium.

    python bench/injection.py [--every N] [--no-page]

Writes files in ten formats whose every part is a payload, reads them with the product's readers, asks, opens,
edits, looks up, names, votes, uploads and exports in the page under the eyes of a browser and of a server that
must never be asked, then lets a language model obey every instruction that stands in a document. Prints a table
by kind in Markdown, what got through behind it, and ends with 1 where anything did. About ten minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

import httpx  # noqa: E402
from browser import chromium, free_port  # noqa: E402
from injection_canary import Canary, Watched, canary  # noqa: E402
from injection_checks import controls, live_parts, made_by_words  # noqa: E402
from injection_instructions import INSTRUCTIONS, SECRET, Instruction  # noqa: E402
from injection_library import Library, library  # noqa: E402
from injection_payloads import PAYLOADS, Payload  # noqa: E402
from injection_stages import (  # noqa: E402
    Obedient,
    badly_marked,
    drawn,
    elements_of,
    exports_of,
    follow_up,
    loose_markup,
    obeyed,
    printed,
    rendered,
    unescaped,
    unfaithful,
    word_file_of,
)
from injection_walk import Walk  # noqa: E402
from model_server import model_server  # noqa: E402

from chat.accounts.accounts import Accounts  # noqa: E402
from chat.conversations.store import Conversations  # noqa: E402
from chat.engine import Engine  # noqa: E402
from chat.server import Serving, Settings, open_page  # noqa: E402
from chat.service.service import Service  # noqa: E402
from chat.web.actions import PageActions  # noqa: E402
from chat.writing.language_model import ModelSettings, OpenAIChat  # noqa: E402

COLUMNS = ("executed", "outbound", "elements", "loose", "followed")
MANNERS = ("obeys", "hides", "repeats")
LONGEST_LOOK_UP = 60
OTHERS = (
    "commands",
    "Word",
    "canary",
    "all",
    "uploads",
    "start",
)  # what is found where many payloads stand together


class Through:
    """What got through: column → id of a payload → words."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in COLUMNS}
        self.violations: list[str] = []

    def add(self, column: str, identity: str, words: Iterable[str]) -> None:
        for one in words:
            self.found[column][identity].append(one)

    def table(self, kinds: dict[str, Sequence[str]]) -> str:
        lines = ["| kind | payloads | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 2) + "|"]
        whole = {"all": [identity for ids in kinds.values() for identity in ids], "no one payload's": OTHERS}
        for kind, ids in {**kinds, **whole}.items():
            counts = (str(sum(identity in self.found[name] for identity in ids)) for name in COLUMNS)
            size = "–" if ids is OTHERS else len(ids)
            lines.append(f"| {kind} | {size} | {' | '.join(counts)} |")
        return "\n".join(lines)

    def details(self) -> str:
        return "\n".join(
            f"{name} {identity}: {words[0][:160]!r}"
            + (f" and {len(words) - 1} more" if len(words) > 1 else "")
            for name in COLUMNS
            for identity, words in sorted(self.found[name].items())
        )


# --- without a browser --------------------------------------------------------------------------------


def run_parts(through: Through, payloads: Sequence[Payload], host: str) -> None:
    """The functions that draw and export, with the payload in every place they have."""
    for payload in payloads:
        text = payload.filled(host)
        through.add("elements", payload.id, elements_of(text))
        through.add("loose", payload.id, exports_of(text))
    word = word_file_of([payload.filled(host) for payload in payloads])
    through.add("loose", "Word", live_parts(word))


def run_terminal(through: Through, held: Library, folder: Path, payloads: Sequence[Payload]) -> None:
    """The commands that print words of files."""
    whole = ["--data", str(folder / "store")]
    commands = [
        [*whole, "documents"],
        [*whole, "search", "补贴标准", "-k", "400"],
        ["check", str(held.files)],
    ]
    commands += [[*whole, "documents", "--json"], ["check", str(held.files), "--json"]]
    for payload in payloads:
        if controls(payload.text):
            ids = held.doc_ids(payload.id)
            commands += [
                [*whole, "ask", held.carriers[payload.id][1].question],
                *([*whole, "documents", "show", one] for one in ids),
            ]
    for command in commands:
        through.add("loose", "commands", controls(printed(command)))


def run_interfaces(through: Through, held: Library, url: str, payloads: Sequence[Payload]) -> None:
    """REST and OpenAI's: JSON under its own type that no browser takes for a page."""
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        for payload in payloads:
            question = held.carriers[payload.id][1].question
            asked = {
                "question": question,
                "history": [{"question": payload.text[:900], "answer": payload.text[:900]}],
            }
            said = {"model": "wence", "messages": [{"role": "user", "content": question}]}
            replies = [client.post("/api/ask", json=asked), client.post("/v1/chat/completions", json=said)]
            replies += [client.get("/api/search", params={"q": payload.text.strip()[:400] or "x"})]
            replies += (
                [client.get(f"/api/documents/{payload.text.strip('/.') or 'x'}")]
                if payload.text.isprintable()
                else []
            )
            through.add("elements", payload.id, (one for reply in replies for one in not_inert(reply)))


def not_inert(reply: httpx.Response) -> list[str]:
    headers = reply.headers
    found = (
        []
        if headers.get("content-type", "").startswith("application/json")
        else [f"{reply.url}: {headers.get('content-type')}"]
    )
    found += [] if headers.get("x-content-type-options") == "nosniff" else ["no nosniff"]
    found += ["a cookie"] if "set-cookie" in headers else []
    json.loads(reply.text)
    return found


# --- in the browser -----------------------------------------------------------------------------------


def run_page(through: Through, held: Library, walk: Walk, payloads: Sequence[Payload], host: str) -> None:
    """Every part of the page for every payload; see :mod:`injection_walk`."""
    walk.documents("all")
    walk.page.evaluate("window.wenceShow('chat')")
    walk.filters("all")
    for done, payload in enumerate(payloads, 1):
        text = payload.filled(host)
        walk.begin()
        for carrier in held.carriers[payload.id]:
            walk.ask(carrier.question, payload.id)
        if text.strip():
            walk.ask(text, payload.id)
        for doc_id in held.doc_ids(payload.id):
            walk.read(doc_id, payload.id)
            walk.edit(doc_id, payload.id)
        walk.look_up(text.strip()[:LONGEST_LOOK_UP] or "x", payload.id)
        walk.export(walk.name_and_vote(text, payload.id), payload.id)
        walk.upload(text, payload.id)
        if done % 20 == 0:
            print(f"{done} of {len(payloads)}", file=sys.stderr, flush=True)
    walk.uploaded("uploads")
    for active in held.active:
        walk.begin()
        walk.ask(active.carrier.question, active.id)
    for label, form, data in walk.files.exported:
        acting = live_parts(data) if form == "docx" else []
        if form == "md":
            acting = [*made_by_words(rendered(data.decode())), *loose_markup(data.decode())]
        through.add("loose", label, acting)


def run_reports(watched: Watched, payloads: Sequence[Payload], server: Canary) -> None:
    """Reports and the log-in in a browser, their own policy taken away."""
    for payload in payloads:
        for name, source in drawn(payload.filled(server.host)):
            if name in ("parse report", "evaluation report", "log-in"):
                watched.show(f"{payload.id} {name}", source.replace("Content-Security-Policy", "x"), server)
                watched.audit(f"{payload.id} {name}")


def run_login(watched: Watched, url: str, payloads: Sequence[Payload], host: str) -> None:
    """Names that are payloads, typed into the log-in of a server with accounts."""
    for payload in payloads:
        watched.page.goto(f"{url}login")
        watched.page.fill("input[name=name]", payload.filled(host)[:64])
        watched.page.fill("input[name=password]", "x")
        watched.page.click("button[type=submit]")
        watched.page.wait_for_selector("[role=alert]")
        watched.audit(f"{payload.id} log-in")


def in_browser(
    through: Through, held: Library, folder: Path, payloads: Sequence[Payload], asked: Canary
) -> None:
    desk = PageActions(Service(Engine(held.store)), Conversations(folder / "conversations.sqlite3"))
    port, other = free_port(), free_port()
    serving = open_page(desk.service.engine, port=port, actions=desk)
    accounts = Accounts(folder)
    accounts.add("somebody", "a long password", "reader")
    guarded = Serving(Service(Engine(held.store), accounts), Settings(port=other))
    try:
        with chromium() as browser:
            watched = Watched(browser, f"http://127.0.0.1:{port}/")
            run_page(through, held, Walk(watched, watched.home[0]), payloads, asked.host)
            reports = Watched(browser, f"http://127.0.0.1:{other}/", asked.address)
            run_login(reports, reports.home[0], payloads, asked.host)
            run_reports(reports, payloads, asked)
            for one in (watched, reports):
                collect(through, one)
                one.context.close()
            print(f"the same unescaped, to see that it is seen: {watch_sees(browser, payloads, asked)}\n")
        run_interfaces(through, held, f"http://127.0.0.1:{port}/", payloads)
    finally:
        serving.close()
        guarded.close()
        accounts.close()


def collect(through: Through, watched: Watched) -> None:
    """By the id of the payload that each finding begins with."""
    for column in ("executed", "outbound", "elements"):
        for words in getattr(watched.seen, column):
            through.add(column, words.split(" ", 1)[0].rstrip(":"), [words])
    through.violations += watched.seen.violations


def watch_sees(browser: Any, payloads: Sequence[Payload], asked: Canary) -> str:
    """How many of the payloads the watch would notice in a page that escapes nothing."""
    before = len(asked.asked)
    watched = Watched(browser, asked.address)
    for payload in payloads:
        try:
            watched.show(payload.id, unescaped(payload.filled(asked.host)), asked)
            watched.audit(payload.id)
        except Exception:  # led away, or never loaded
            watched.page = watched.context.new_page()
    counts = watched.seen.counts()
    heard = len(asked.asked) - before
    watched.context.close()
    del asked.asked[before:]
    return f"{counts[0]} executed, {counts[1]} outbound ({heard} heard by the other server), {counts[2]} elements"


# --- followed -----------------------------------------------------------------------------------------


def run_followed(through: Through, held: Library, instructions: Sequence[Instruction]) -> None:
    """Without a language model, then with one that obeys."""
    plain, model = Engine(held.store), Obedient(held)
    own = {one.id: plain.answer(held.carriers[one.id][0].question) for one in instructions}
    for identity, answer in own.items():
        through.add("followed", identity, unfaithful(plain, answer))
    with model_server(model.reply) as server:
        engine = Engine(held.store, model=OpenAIChat(ModelSettings("scripted", server.url, SECRET)))
        for instruction in instructions:
            model.instruction = instruction
            for model.manner in MANNERS:
                answer = engine.answer(held.carriers[instruction.id][0].question)
                words = (
                    f"{model.manner}: {one}: {answer.text[:80]}"
                    for one in obeyed(answer, own[instruction.id], instruction)
                )
                through.add("followed", instruction.id, words)
            model.manner = "obeys"
            words = (f"follow-up: {one}" for one in follow_up(engine, instruction, answer))
            through.add("followed", instruction.id, words)
            through.add("followed", instruction.id, badly_marked(model.prompts[-1]))


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--every", type=int, default=1, help="only every N-th payload")
    options.add_argument("--no-page", action="store_true", help="leave out the browser")
    args = options.parse_args()
    payloads, instructions = PAYLOADS[:: args.every], INSTRUCTIONS[:: args.every]
    through = Through()
    with tempfile.TemporaryDirectory() as name, canary() as asked:
        folder = Path(name)
        with library(folder, asked.host, payloads, instructions) as held:
            run_parts(through, payloads, asked.host)
            run_followed(through, held, instructions)
            if not args.no_page:
                in_browser(through, held, folder, payloads, asked)
            run_terminal(through, held, folder, payloads)
            active = [one.id for one in held.active]
        through.add("outbound", "canary", asked.asked)
    kinds: dict[str, list[str]] = defaultdict(list)
    for payload in payloads:
        kinds[payload.kind].append(payload.id)
    kinds |= {"files that act": active, "planted instructions": [one.id for one in instructions]}
    print(
        f"{through.table(kinds)}\n\n{len(through.violations)} violations of the page's own policy\n\n{through.details()}"
    )
    return int(any(through.found.values()))


if __name__ == "__main__":
    sys.exit(main())
