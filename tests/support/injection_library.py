"""A real store of documents that carry payloads, read from real files by the product's own readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from injection_active_files import ActiveFile, active_files
from injection_files import Carrier, everywhere, format_for, write_file
from injection_instructions import INSTRUCTIONS, Instruction
from injection_payloads import PAYLOADS, Payload

from index.store import Store, open_store
from ingest.document import Document, ParsedSource
from ingest.sources.pipeline import parse_sources

LINES, PLANTED = 2000, 5000  # added to a payload's number: its line of JSON; the first instruction's number


@dataclass
class Library:
    """``carriers``: id of a payload → its documents to be; ``parsed``: what the readers made of every file."""

    store: Store
    files: Path
    parsed: list[ParsedSource]
    carriers: dict[str, list[Carrier]]
    active: list[ActiveFile]

    def doc_ids(self, identity: str) -> list[str]:
        names = {carrier.name for carrier in self.carriers[identity]}
        return [
            info.doc_id
            for info in self.store.documents()
            if any(name in info.doc_id or f"line-{name[2:]}" == info.doc_id for name in names)
        ]


def carriers_of(payload: Payload, number: int, canary: str) -> list[Carrier]:
    """A file of some format, and a line of JSON, in which issuer and number are given."""
    text = payload.filled(canary)
    return [everywhere(number, text), everywhere(LINES + number, text)]


def carrier_of(instruction: Instruction, number: int) -> Carrier:
    return Carrier(PLANTED + number, {instruction.place: instruction.text})


def write_library(
    folder: Path, canary: str, payloads: Sequence[Payload], instructions: Sequence[Instruction]
) -> dict[str, list[Carrier]]:
    """The files; gives which carriers hold what."""
    carriers: dict[str, list[Carrier]] = {}
    for number, payload in enumerate(payloads, 1):
        one, two = carriers[payload.id] = carriers_of(payload, number, canary)
        write_file(folder, one, format_for(one), payload.filled(canary))
        write_file(folder, two, "jsonl")
    for number, instruction in enumerate(instructions, 1):
        carrier = carrier_of(instruction, number)
        carriers[instruction.id] = [carrier]
        write_file(folder, carrier, "jsonl" if instruction.place != "body" else format_for(carrier))
    return carriers


@contextmanager
def library(
    folder: Path,
    canary: str,
    payloads: Sequence[Payload] = PAYLOADS,
    instructions: Sequence[Instruction] = INSTRUCTIONS,
    active: bool = True,
) -> Iterator[Library]:
    """Write, read, store. ``folder`` gets “files” and “store”."""
    files = folder / "files"
    files.mkdir(parents=True)
    carriers = write_library(files, canary, payloads, instructions)
    acting = active_files(canary) if active else []
    for one in acting:
        (files / one.name).write_bytes(one.data)
        carriers[one.id] = [one.carrier]
    parsed = list(parse_sources([files]))
    documents: list[Document] = [one.document for one in parsed if one.document]
    with open_store(folder / "store", create=True) as store:
        store.add(documents)
        yield Library(store, files, parsed, carriers, acting)
