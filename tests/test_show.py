"""An engagement told from all tables, for reading."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from readouts import cli, join
from readouts.errors import UnknownIdError
from readouts.texts.dossier import tell
from readouts.texts.prose import Line, isolated, to_markdown

ROOT = Path(__file__).parents[1]


def told(data, engagement_id):
    return [f"{'  ' * line.depth}{line.text}" for line in tell(data, engagement_id)]


SMALL = """\
E0292  Russian delegation meets Acting Foreign Minister al-Baour in Tripoli
Meeting · Held · 2025-04-28 (from another page than the one that tells most) · Tripoli
Part of E0289  Russian delegation under Kinshchak visits Tripoli
The Russian delegation and the acting Libyan foreign minister agreed to keep up coordination.
Notes: The position is joint and has no single holder.
"""


def test_head_of_an_engagement(data):
    assert told(data, "E0292")[:5] == SMALL.splitlines()


def test_whole_engagement_in_a_terminal(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    assert cli.main(["show", "E0001"]) == 0
    assert capsys.readouterr().out == (Path(__file__).parent / "shown_E0001.txt").read_text("utf-8")


def test_lines_are_as_wide_as_the_terminal_and_addresses_stay_whole(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "60")
    cli.main(["show", "E0293"])
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 60 or line.strip().startswith("https://") for line in lines)
    assert (
        "  https://libyasecuritymonitor.com/high-level-russian-delegation-meets-with-gnu-and-pc-in-tripoli/"
        in lines
    )
    assert not any(line.endswith(" ") for line in lines)


def test_visit_names_its_parts(data):
    lines = told(data, "E0289")
    at = lines.index("Parts")
    assert lines[at + 1 : at + 4] == [
        "  E0291  Kinshchak meets Prime Minister Dabaiba in Tripoli",
        "  E0292  Russian delegation meets Acting Foreign Minister al-Baour in Tripoli",
        "  E0293  Russian delegation meets Abdullah al-Lafi in Tripoli",
    ]


def test_who_took_part_stands_under_the_side(data):
    lines = told(data, "E0292")
    people = lines[lines.index("Who took part") : lines.index("What is said, by 1 account")]
    assert [line for line in people if not line.startswith(" ")] == [
        "Who took part",
        "Russia",
        "Libya",
    ]
    assert any("acting " in line and "al-Baour" in line for line in people)


def test_positions_stand_under_holder_with_claim_and_paraphrase(data):
    lines = told(data, "E0293")
    at = lines.index("  Abdullah al-Lafi and Alexander Kinshchak · joint")
    assert lines[at : at + 8] == [
        "  Abdullah al-Lafi and Alexander Kinshchak · joint",
        "    P02178  Support, state: Libya's armed forces should be built up as one army",
        "      The army's institutions are to be modernised to current professional standards.",
        "  Alexander Kinshchak · other-side",
        "    P02179  Support, state: Political consultation and coordination between the two states should go on",
        "      Russia will go on coordinating with the Council.",
        "      in quotation marks: “will continue to coordinate with the Libyan Presidential …”",
        "    P02180  Support, state: Peace and stability in Libya should be supported",
    ]
    assert (
        "    P02175  Discuss, no stance reported: The Libyan crisis should be settled by political means"
        in lines
    )
    assert "  no identified holder (“Presidential Council or both sides”)" in lines


def test_holder_who_was_not_there_is_marked(data):
    text = "\n".join("\n".join(told(data, item)) for item in ("E0004", "E0005"))
    assert " (not there) · " in text


def test_joint_view_of_two_bodies_of_one_side_is_marked(data):
    told_jointly = join.positions(data)
    one_side = told_jointly["is_joint"] & (told_jointly["attribution"] != "joint")
    row = told_jointly[one_side & told_jointly["holder_id"].notna()].iloc[0]
    lines = told(data, row["engagement_id"])
    at = next(n for n, line in enumerate(lines) if line.strip().startswith(row["position_id"]))
    holder = next(line for line in reversed(lines[:at]) if line.startswith("  ") and line[2] != " ")
    assert holder.endswith(f" · joint · {row['attribution']}")


def test_nothing_that_was_said_is_lost(data):
    engagements = data.engagements["engagement_id"][::30]
    accounts = data.readouts[data.readouts["engagement_id"].isin(engagements)]
    positions = data.positions[data.positions["readout_id"].isin(accounts["readout_id"])]
    seen: list[str] = []
    for engagement_id in engagements:
        text = "\n".join(told(data, engagement_id))
        assert not re.search(r"\bnan\b(?!\.media)|<NA>|NaT|None", text)
        seen += re.findall(r"^    (P\d{5})  .*\n      (.*)$", text, flags=re.MULTILINE)
    assert sorted(seen) == sorted(
        zip(positions["position_id"], positions["paraphrase"], strict=True)
    )


def test_right_to_left_text_is_isolated(data):
    lines = told(data, "E0293")
    (reported,) = [line for line in lines if "صلاح" in line]
    assert reported == (
        "    as reported (R0959): \u2068صلاح النمروش\u2069, "
        "\u2068معاونه، وآمر المنطقة العسكرية بالساحل الغربي\u2069"
    )
    assert isolated("Кинщак") == "Кинщак"


def test_markdown(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert cli.main(["show", "E0292", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith(
        "# E0292 Russian delegation meets Acting Foreign Minister al\\-Baour in Tripoli\n"
        "\n"
        "Meeting · Held · 2025\\-04\\-28"
    )


def test_markdown_of_hostile_text():
    lines = [Line("title", "# <b>\n@x"), Line("item", "[a](b)"), Line("text", "- c", 1)]
    assert to_markdown(lines) == (
        "# \\# \\<b\\> \\@\u2060x\n\n- \\[a\\]\\(b\\)\n  - \\- c".replace("\\# ", "\\#\u2060 ")
    )


UNKNOWN = {
    "E293": "There is no engagement 'E293'. Did you mean 'E0293'? They go from 'E0001' to '{last}'",
    "e0293": "There is no engagement 'e0293'. Did you mean 'E0293'? They go from 'E0001' to '{last}'",
    "7": "There is no engagement '7'. Did you mean 'E0007'? They go from 'E0001' to '{last}'",
    "foo": "There is no engagement 'foo'. They go from 'E0001' to '{last}'",
    "R0957": "There is no engagement 'R0957'. It is one of the readouts of 'E0293'",
    "P02175": "There is no engagement 'P02175'. It is one of the positions of 'E0293'",
}


@pytest.mark.parametrize("asked", UNKNOWN)
def test_unknown_id_names_the_nearest(asked, data, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert cli.main(["show", asked]) == 2
    last = data.engagements["engagement_id"].max()
    assert capsys.readouterr() == ("", UNKNOWN[asked].format(last=last) + "\n")


def test_retired_id_says_what_became_of_it(data):
    day = pd.Timestamp("2026-11-26").as_unit("s")
    row = {"id": "E9999", "replaced_by": "E0001", "reason": "Told twice", "retired_on": day}
    tables = dict(data) | {"retired_ids": pd.DataFrame([row])}
    with pytest.raises(UnknownIdError) as error:
        tell(type(data)(tables, data.package, "datapackage.json"), "E9999")
    assert str(error.value) == (
        "There is no engagement 'E9999'. "
        "It was retired on 2026-11-26 and replaced by E0001: Told twice"
    )
