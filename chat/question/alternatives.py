"""Find other wordings of a question's words: synonyms, homophones, names in Latin letters.

Ties the lexicons of ``index`` to one store's vocabulary. Synonyms say the same thing in
official words; homophones mend a slip of the input method (“株州” for 株洲).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from index.store import DocumentSearcher
from index.words import SAME_CREDIT, is_word, tagged, wordings

# “fengtai” in a Chinese question: a name spelt in Latin letters; shorter runs are units and acronyms
_LATIN_NAME = re.compile(r"(?<![a-z])[a-z]{4,}(?![a-z])")
# Words with a particle or a question word in them are cuts of the tagger, no slips: “各是”, “机里”.
_SLIP = re.compile(r"[^各是的了和与或在里个几多少什么有项要想把被给让呢吗吧\W\da-zA-Z_]{2,4}")


class Alternatives:
    """Give other wordings as far as one revision of a store has them."""

    def __init__(self, store: DocumentSearcher) -> None:
        self._store = store
        self._homophones = store.homophones()

    def __call__(self, word: str) -> Mapping[str, float]:
        """Wording -> credit in (0, 1]; homophones only for a word that the store does not hold."""
        found = dict(wordings(word))
        if not self._store.document_frequency(word):
            for other, credit in self._homophones.alike(word).items():
                if credit >= SAME_CREDIT and set(other) & set(word):
                    found.setdefault(other, credit)
        return found

    def mend(self, text: str, names: Collection[str]) -> str:
        """Write out misspelt names and Latin spellings of names in a folded question.

        A word is replaced where it sounds like a name of ``names``, or where neither the
        store nor the dictionary knows it and the store holds a word of the same sound.
        """
        for latin in dict.fromkeys(_LATIN_NAME.findall(text)):
            spelled = next((word for word in self._homophones.spelled(latin) if word in names), None)
            if spelled:
                text = text.replace(latin, spelled)
        for word, _ in tagged(text):
            if not _SLIP.fullmatch(word) or self._store.document_frequency(word) or wordings(word):
                continue
            for piece in (word, *_pieces(word)):
                meant = self._meant(piece, names, known=is_word(word) or piece != word)
                if meant:  # “50万人及以上”: a unit behind a figure is no slip
                    text = re.sub(rf"(?<!\d){re.escape(piece)}", meant, text)
                    break
        return text

    def _meant(self, piece: str, names: Collection[str], known: bool) -> str | None:
        """The name or word that a misspelt piece stands for; of a word that the dictionary knows, names only."""
        if self._store.document_frequency(piece):
            return None
        alike = [
            other
            for other, credit in self._homophones.alike(piece).items()
            if credit >= SAME_CREDIT and set(other) & set(piece)  # one character wrong, seldom all of them
        ]
        named = next((other for other in alike if other in names), None)
        return named or (alike[0] if alike and not known else None)


def _pieces(word: str) -> list[str]:
    """Shorter runs inside a word that the tagger joined: “丰抬园” -> “丰抬”, “抬园”."""
    return [word[i : i + size] for size in range(len(word) - 1, 1, -1) for i in range(len(word) - size + 1)]
