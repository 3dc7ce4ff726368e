"""Show and change collections for a visit: its person sees and changes of them only what they may see.

Whoever may not see a document finds it in no collection, and a collection of nothing else is not there for them. Changes
touch the documents that the person sees and leave the others where they are. Changing takes the role of an editor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat.collections.kept_collections import KeptCollections
from chat.service.service import Visit
from index.hits import Filters
from ingest.errors import NotFound, UsageError

LONGEST_NAME = 40
MOST_KEPT = 500  # collections of a library
MOST_NAMED = 8  # in a message


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as one person sees it, its documents in the order of the store's list."""

    name: str
    doc_ids: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Give it as JSON values."""
        return {"name": self.name, "documents": list(self.doc_ids)}


class Collections:
    """The collections of a library. Thread-safe. ``kept``: by default in memory."""

    def __init__(self, kept: KeptCollections | None = None) -> None:
        self.kept = kept or KeptCollections()

    def close(self) -> None:
        """Close the file."""
        self.kept.close()

    def seen(self, visit: Visit) -> list[Collection]:
        """List the collections that the person sees something in, in the order of their names."""
        kept = self.kept.all()
        if not kept:
            return []
        seen = [info.doc_id for info in visit.store.documents()]
        found = [Collection(name, tuple(one for one in seen if one in ids)) for name, ids in kept.items()]
        return [one for one in found if one.doc_ids]

    def named(self, visit: Visit, name: str) -> Collection:
        """Give a collection by its name. Raises ``NotFound``, also where the person sees nothing of it."""
        name = " ".join(name.split())
        seen = self.seen(visit)
        found = next((one for one in seen if one.name == name), None)
        if found is None:
            known = "、".join(one.name for one in seen[:MOST_NAMED])
            raise NotFound(
                f"没有集合“{name[:LONGEST_NAME]}”" + (f"，有的是：{known}" if known else ""),
                f"there is no collection {name[:LONGEST_NAME]!r}",
            )
        return found

    def within(self, visit: Visit, names: Sequence[str], filters: Filters) -> Filters:
        """Narrow filters to the documents of collections.

        Raises ``NotFound`` for a collection that is not there, and where no document is left to look in.
        """
        if not names:
            return filters
        held = dict.fromkeys(doc_id for name in names for doc_id in self.named(visit, name).doc_ids)
        left = tuple(one for one in held if not filters.doc_ids or one in filters.doc_ids)
        if not left:  # as a filter, nothing would mean everything
            raise NotFound("所选的集合里没有可查的文件", "the collections hold no document to look in")
        return replace(filters, doc_ids=left)

    # -- changing ------------------------------------------------------------------------------------

    def put(self, visit: Visit, name: str, doc_ids: Sequence[str]) -> Collection:
        """Put documents into a collection, which is made where there is none; give it.

        Raises ``NotAllowed``, ``NotFound`` for a document that is not there, ``UsageError`` for no document and for a
        name that is none.
        """
        visit.require_editor("collection")
        name = collection_name(name)
        if not doc_ids:
            raise UsageError("请选要放入集合的文件", "name the documents that go into the collection")
        visit.require_documents(doc_ids)
        kept = self.kept.all()
        if name not in kept and len(kept) >= MOST_KEPT:
            raise UsageError(f"最多建 {MOST_KEPT} 个集合，请先删去不用的", "there are too many collections")
        self.kept.change(name, put=doc_ids)
        visit.note("collection", name=name, put=list(doc_ids))
        return self.named(visit, name)

    def take(self, visit: Visit, name: str, doc_ids: Sequence[str]) -> None:
        """Take documents out of a collection; with its last one it is gone. Raises ``NotAllowed``, ``NotFound``."""
        visit.require_editor("collection")
        held = self.named(visit, name)
        taken = [one for one in doc_ids if one in held.doc_ids]
        self.kept.change(held.name, take=taken)
        visit.note("collection", name=held.name, taken=taken)

    def hold(self, visit: Visit, name: str, doc_ids: Sequence[str]) -> Collection:
        """Let a collection hold just these of the documents that the person sees; give it. Raises as :meth:`put`."""
        put = self.put(visit, name, doc_ids)
        left = [one for one in put.doc_ids if one not in doc_ids]
        if left:
            self.take(visit, put.name, left)
        return self.named(visit, put.name)

    def rename(self, visit: Visit, name: str, new: str) -> Collection:
        """Rename a collection; one that has the new name takes its documents. Give it. Raises as :meth:`put`."""
        held = self.named(visit, name)
        found = self.put(visit, new, held.doc_ids)
        if found.name != held.name:
            self.take(visit, held.name, held.doc_ids)
        return found

    def remove(self, visit: Visit, name: str) -> None:
        """Delete a collection, its documents stay in the library. Raises ``NotAllowed``, ``NotFound``."""
        visit.require_editor("collection")
        self.take(visit, name, self.named(visit, name).doc_ids)


def collection_name(name: str) -> str:
    """Give a name as it is kept, in one line. Raises ``UsageError`` for none and for one that is too long."""
    clean = " ".join(name.encode("utf-8", "surrogatepass").decode("utf-8", "replace").split())
    if not clean:
        raise UsageError("集合要有名称", "the collection needs a name")
    if len(clean) > LONGEST_NAME:
        raise UsageError(f"集合的名称至多 {LONGEST_NAME} 字", "the name of the collection is too long")
    return clean
