"""Edits that are no fault."""

from __future__ import annotations

# What is no fault


def put_in(*signs):
    """Make an edit that puts one of some signs between two words of a text."""

    def make(e):
        counted = {("sources", "opening"), ("positions", "quote_opening")}  # their words are
        columns = (column for column in e.base.texts() if column not in counted)
        table, i, name, cell = e.cell(columns, lambda cell: " " in cell.strip())
        before, _, after = cell.partition(" ")
        return e.change(table, i, **{name: f"{before}{e.choose(signs)}{after}"})

    return make


HARMLESS = {
    "smart quotes": put_in(" “so” ", " «so» ", " ‘so’ ", "’s "),
    "Arabic comma": put_in("، ", " محمد المنفي، "),
    "letters with accents": put_in(" é ", " ü ", " İzmir ", " ع "),
    "signs inside a text": put_in(" = ", " - ", " @ ", " + ", " – "),
    "line break": put_in("\n"),
    "NA and 0": put_in(" NA ", " 0 ", " None "),
}
"""Edits that look odd and are none of a validator's business."""
