"""A walk through every part of the page with payloads in it, in a real browser that is watched."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from injection_canary import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

TRIES = 10
_ENDED = ":is([data-state=done],[data-state=refused],[data-state=failed])"
_CALL = "([action, values]) => window.wence.call(action, values)"


@dataclass
class Files:
    """Conversations as they were exported: (label, form, bytes)."""

    exported: list[tuple[str, str, bytes]] = field(default_factory=list)


class Walk:
    """Each step ends with an audit under the label of a payload and a place."""

    def __init__(self, watched: Watched, url: str) -> None:
        self.watched, self.url, self.files, self.asked = watched, url, Files(), 0
        self.page: Page = watched.page
        self.page.goto(url)
        self.page.wait_for_selector("#wence-talk[role=log]")
        self.page.wait_for_selector(".wc-welcome")

    def audit(self, label: str) -> None:
        self.watched.audit(label)

    def begin(self) -> None:
        """A new conversation."""
        self.page.evaluate("window.wenceShow('chat')")
        if self.asked:  # else nothing would change, and nothing tell when it is done
            self.page.click("#wence-new")
            self.page.wait_for_selector(".wc-welcome")
        self.asked = 0

    def ask(self, question: str, label: str) -> None:
        from playwright.sync_api import TimeoutError as PlaywrightTimeout

        self.watched.label = label
        self.page.fill("#wence-box textarea", question)
        self.asked += 1
        asked = f"#wence-current .wc-exchange[data-exchange='{self.asked}']"
        self.page.wait_for_selector("#wence-send")
        for _ in range(TRIES):  # a question that comes while the last answer is put away is not taken
            self.page.press("#wence-box textarea", "Enter")
            try:
                self.page.wait_for_selector(asked, timeout=3000)
                break
            except PlaywrightTimeout:
                continue
        self.page.wait_for_selector(f"{asked}{_ENDED}[data-conversation]")
        self.audit(f"{label} answer")

    def read(self, doc_id: str, label: str) -> None:
        """The reader, opened at the document's beginning as a card opens it."""
        self.page.evaluate(
            """(doc) => { const button = document.createElement("button"); button.dataset.open = doc;
            document.body.append(button); button.click(); button.remove(); }""",
            doc_id,
        )
        self.page.wait_for_selector(".wc-reader .wc-r-text")
        self.audit(f"{label} reader")
        self.page.click(".wc-reader [data-reader=close]")

    def edit(self, doc_id: str, label: str) -> None:
        """The form of the metadata, opened from the list of documents."""
        self.page.evaluate(
            "(doc) => [...document.querySelectorAll('[data-edit]')].find((one) => one.dataset.edit === doc).click()",
            doc_id,
        )
        self.page.wait_for_selector("dialog form[data-document]")
        self.audit(f"{label} metadata")
        self.page.evaluate("document.querySelector('dialog').close()")
        self.page.wait_for_selector("dialog", state="detached")

    def look_up(self, text: str, label: str) -> None:
        self.page.evaluate("window.wenceShow('find')")
        with self.page.expect_response(lambda reply: "find" in (reply.request.post_data or "")):
            self.page.fill(".wc-find-box", text)
        self.page.wait_for_function("document.querySelector('.wc-found').childElementCount > 0")
        self.audit(f"{label} look-up")

    def documents(self, label: str) -> None:
        self.page.evaluate("window.wenceShow('files')")
        self.page.wait_for_selector("#wence-files .wc-documents")
        self.audit(f"{label} documents")

    def filters(self, label: str) -> None:
        """The lists of the filters, which hold titles, issuers and places."""
        self.page.click("[data-scope-open]")
        for name in ("region", "issuer", "document"):
            self.page.click(f"[data-pick={name}] summary")
            self.page.wait_for_selector(f"[data-pick={name}] .wc-pick-list")
            self.audit(f"{label} filters")
            self.page.keyboard.press("Escape")
        self.page.keyboard.press("Escape")

    def name_and_vote(self, text: str, label: str) -> str:
        """The conversation named by a payload, its last answer voted down with it; the conversation's id."""
        key = self.page.get_attribute("#wence-current .wc-exchange", "data-conversation") or ""
        self.call("rename", id=key, title=text)
        self.page.evaluate("() => document.querySelector('.wc-side-list').replaceChildren()")
        html = self.call("conversations", current=key)["html"]
        self.page.evaluate("(html) => { document.querySelector('.wc-side-list').innerHTML = html; }", html)
        self.call("vote", id=key, number=1, vote="down", reason="其他", remark=text)
        self.page.evaluate("(key) => document.querySelector(`[data-talk-menu='${key}']`).click()", key)
        self.page.wait_for_selector("dialog #wc-talk-title")
        self.audit(f"{label} conversation")
        self.page.evaluate("document.querySelector('dialog').close()")
        return key

    def export(self, key: str, label: str) -> None:
        for form in ("md", "json", "docx"):
            self.files.exported.append(
                (label, form, base64.b64decode(self.call("export", id=key, format=form)["data"]))
            )

    def upload(self, name: str, label: str) -> None:
        """A small file under a name, with its report in the page."""
        self.page.evaluate(
            """async ([name, words]) => { const file = { name, body: words };
            await fetch(`/api/page/upload?name=${encodeURIComponent(name)}&owner=${window.wenceOwner()}`,
              { method: "POST", body: file.body }); }""",
            [name, f"{name}\n\n第一条 {name}的标准为3元，由{name}负责。"],
        )

    def uploaded(self, label: str) -> None:
        """Wait until every upload is done with, and look at the reports."""
        self.page.wait_for_function("async () => !(await window.wence.call('jobs')).running", polling=500)
        self.page.evaluate("window.wenceShow('chat')")
        self.documents(label)

    def call(self, action: str, **values: Any) -> Any:
        return self.page.evaluate(_CALL, [action, values])
