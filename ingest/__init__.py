"""Any file -> Document (clauses, tables, metadata, spans) -> Chunks.

Public names: :func:`parse_path`, :func:`parse_document`, :func:`chunk_document`.
Knows nothing of the store, of search or of answers.
"""
