"""Draw the picture of the README: what each side's accounts of one meeting tell.

python docs/readme_picture.py           writes docs/readme_picture.svg
python docs/readme_picture.py --check   exits with 1 if that file is not current
"""

import argparse
import io
import re
import sys
from pathlib import Path

import matplotlib as mpl

import readouts
from readouts import join, plot

PICTURE = Path(__file__).with_suffix(".svg")
ENGAGEMENT = "E0117"  # both sides issued accounts of it
POINTS = 0.5  # how far a line may be off: systems round differently
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
NAME = re.compile(r"\b[a-zA-Z]+[0-9a-f]{10}\b")  # ids that rest on rounded outlines


def draw() -> str:
    """Return the picture as SVG, the same on every run."""
    data = readouts.load()
    sides = data.sides.set_index("side_id")["label"]
    told = join.positions(data)
    told = told[(told["engagement_id"] == ENGAGEMENT) & told["issuer_side_id"].notna()]
    told = told[~told["is_residual"]]  # such claims hold different propositions
    told = told.assign(side="Told by " + told["issuer_side_id"].map(sides) + "'s side")
    told = told.sort_values(["side", "issuer_id", "position_id"])
    by_claim = told.groupby("claim_id")["issuer_side_id"].nunique()
    meeting = data.engagements.set_index("engagement_id").loc[ENGAGEMENT]
    ax = plot.accounts(
        told,
        account="issuer_id",
        group="side",
        names=sides,
        title=f"One meeting, two tellings. {meeting['title']}, {meeting['date']}:\n"
        f"of {len(by_claim)} claims, {(by_claim > 1).sum()} are told by both sides",
    )
    plot.source_note(ax, data)
    stream = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "readouts", "svg.fonttype": "path"}):
        ax.figure.savefig(stream, format="svg", metadata={"Date": None}, facecolor="white")
    return slim(stream.getvalue())


def slim(picture: str) -> str:
    """Return the same SVG in fewer bytes: no indents, short names, letters on whole units."""
    short = picture.replace("DejaVuSans-Bold-", "b").replace("DejaVuSans-", "a")
    short = re.sub(r"translate\(([\d.]+) 0\)", lambda at: f"translate({float(at[1]):.0f} 0)", short)
    return "\n".join(line.strip() for line in short.splitlines()) + "\n"


def is_current(found: str, expected: str) -> bool:
    """Say whether two pictures are the same, but for the rounding of their lines."""
    one, two = (
        NAME.sub("name", re.sub(r"(?s)<metadata>.*</metadata>", "", text))
        for text in (found, expected)
    )
    if NUMBER.split(one) != NUMBER.split(two):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(two), strict=True)
    return all(abs(float(a) - float(b)) <= POINTS for a, b in pairs)


def main() -> int:
    """Write the picture, or check it."""
    parser = argparse.ArgumentParser(description="Draw the picture of the README.")
    parser.add_argument("--check", action="store_true", help="only look whether it is current")
    options = parser.parse_args()
    mpl.use("svg")
    picture = draw()
    if not options.check:
        PICTURE.write_text(picture, encoding="utf-8", newline="\n")
        print(f"docs/{PICTURE.name}: {len(picture.encode()) / 1024:.0f} KiB")
        return 0
    if PICTURE.exists() and is_current(PICTURE.read_text(encoding="utf-8"), picture):
        return 0
    print(f"docs/{PICTURE.name} is not current. Draw it again: python docs/readme_picture.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
