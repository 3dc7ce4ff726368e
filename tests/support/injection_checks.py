"""What counts as having got through: elements that a payload made, controls in a terminal, live parts of a Word file.

Pure functions. The same questions are put to HTML as text here and to a browser's page by ``AUDIT``.
"""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser

# Elements that fetch, run, send or restyle; none of them is ever drawn from words.
ACTIVE = frozenset(
    re.findall(
        r"\w+",
        "script iframe frame frameset object embed applet img image picture source video audio track style base form link "
        "meta template noscript math marquee a area portal dialog textarea input select foreignobject animate set use "
        "feimage filter slot body html head title isindex xml xss x",
    )
)
ADDRESSES = frozenset(
    re.findall(
        r"\S+",
        "src srcset srcdoc href xlink:href action formaction data poster background style cite ping manifest",
    )
)
# Of a program that reads a terminal's output nothing but tab and line feed may be a control.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")

# In the browser: what stands in our parts of the page that a payload made. An own form has its class, an own
# input stands in it or has a class; the thumbs are drawn by SVG paths.
AUDIT = """(mark) => {
  const roots = document.querySelectorAll("#wence-past, #wence-current, #wence-panel, #wence-scope, .wc-side, "
    + "#wence-find, #wence-files, .wc-reader, dialog, .wc-toasts");
  const active = new Set("script iframe frame object embed img image picture source video audio style base link meta "
    .concat("template noscript math marquee a area animate use feimage filter portal x").split(/\\s+/));
  const ours = (element) => element.closest("form.wc-form, label.wc-tick, .wc-tick-cell, .wc-documents thead") || element.matches("[class^=wc-], .wc-drop input, form.wc-form");
  const found = [];
  const tell = (element, why) => found.push(`${why}: ${element.outerHTML.slice(0, 120)}`);
  for (const root of roots) for (const element of [root, ...root.querySelectorAll("*")]) {
    const name = element.localName.toLowerCase();
    if (active.has(name)) tell(element, "element");
    else if (["form", "input", "textarea", "select"].includes(name) && !ours(element)) tell(element, "control");
    for (const attribute of element.attributes) {
      const on = attribute.name.toLowerCase();
      if (on.startsWith("on") || ["src", "srcset", "srcdoc", "href", "xlink:href", "action", "formaction", "poster",
        "background", "ping"].includes(on)) tell(element, on);
      if (on === "style" && /url\\(|image-set|@import|expression|fixed/i.test(attribute.value)) tell(element, on);
    }
    if (element.shadowRoot) tell(element, "shadow");
  }
  for (const element of document.querySelectorAll("script, iframe, object, embed, img, style, base, link, meta")) {
    const words = [...element.attributes].map((attribute) => attribute.value).join(" ");
    if (words.includes(mark)) tell(element, "outside");
  }
  return { found, hit: window[mark] ?? null, at: location.href };
}"""


class Elements(HTMLParser):
    """The start tags of a piece of HTML, and its words as they are read."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.words: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def made_by_words(source: str) -> list[str]:
    """The active elements and attributes of a piece of HTML."""
    found = []
    for tag, given in Elements(source).tags:
        if tag in ACTIVE:
            found.append(f"<{tag}>")
        found += [f"<{tag} {name}>" for name, _ in given if name.startswith("on") or name in ADDRESSES]
    return found


def controls(text: str) -> list[str]:
    """The controls and turned directions in what goes to a terminal."""
    return [repr(match) for match in [*CONTROLS.findall(text), *DIRECTIONS.findall(text)]]


def live_parts(data: bytes) -> list[str]:
    """What acts in a Word file: relations to elsewhere, fields but page numbers, embedded files, macros."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name).decode("utf-8", "replace")
            if name.endswith(".rels") and 'TargetMode="External"' in part:
                found.append(f"{name}: external")
            part = re.sub(r'<w:fldSimple w:instr="(?:PAGE|NUMPAGES)">', "", part)
            if re.search(r"<w:(?:instrText|fldSimple|hyperlink|altChunk|object|pict|drawing)\b", part):
                found.append(f"{name}: field or object")
            if re.search(r"vbaProject|embeddings/|activeX", name):
                found.append(name)
    return found
