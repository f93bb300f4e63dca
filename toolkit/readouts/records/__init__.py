"""Records: one engagement as one document ↔ rows of the tables.

``reading`` turns files into trees, ``format`` says which key fills which field, ``intake``
turns trees into rows and ``telling`` rows into records; nothing but ``reading`` touches a file.
"""

from __future__ import annotations

from readouts.records.intake import TABLES, to_rows
from readouts.records.reading import read_documents, record_files, to_yaml
from readouts.records.telling import to_record, to_records

__all__ = [
    "TABLES",
    "read_documents",
    "record_files",
    "to_record",
    "to_records",
    "to_rows",
    "to_yaml",
]
