"""Checks of codings and audits: one edit of a valid package, one problem, whole text."""

from __future__ import annotations

import shutil

import cut
import pytest
from cases import Cases

from readouts.checks import audits, reliability

POSITIONS = "data/positions.csv"
CODINGS = "data/reliability/codings.csv"
AUDITS = "data/reliability/audits.csv"

AGREED, ADJUDICATED = "P00464", "P00466"

cases = Cases()
fault, passes, reported = cases.fault, cases.passes, cases.reported


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = cut.cut(cut.SAMPLE, tmp_path_factory.mktemp("cut"))
    gatherer = {"coder_id": "gatherer", "label": "Gatherer", "role": "gatherer"}
    cut.add(folder, "coders", after={"coder_id": "coder-b"}, **gatherer)
    return folder


@pytest.fixture
def package(sample, tmp_path):
    return shutil.copytree(sample, tmp_path / "cut")


def position(number):
    return {"position_id": number}


def change(folder, number, **cells):
    return cut.change(folder, "positions", position(number), **cells)


def recode(folder, number, coder, **cells):
    row = {"position_id": number, "coder_id": coder}
    return cut.change(folder, "codings", row, **cells)


def uncode(folder, number, *coders):
    for coder in coders:
        cut.remove(folder, "codings", position_id=number, coder_id=coder)


def coded(folder, number, coder):
    return cut.line(folder, "codings", position_id=number, coder_id=coder)


def line(folder, number):
    return cut.line(folder, "positions", **position(number))


def gathered(folder, number):
    """Put a gatherer's coding in the place of the second coder's, and leave it alone."""
    recode(folder, number, "coder-b", coder_id="gatherer")
    uncode(folder, number, "coder-a")
    change(folder, number, resolution="single")


# position-has-codings

TWO = "two codings by coders"
THREE = "two codings by coders and one by an adjudicator"
ONE = "one coding and no more, by a coder or a gatherer"


@fault("position-has-codings")
def agreed_of_one_coder(folder):
    uncode(folder, AGREED, "coder-b")
    fix = "correct the codings, or the resolution ('single' would fit)"
    return uncoded(folder, AGREED, "'agreed' with 1 coding by a coder", TWO, fix)


@fault("position-has-codings")
def agreed_of_nobody(folder):
    uncode(folder, AGREED, "coder-a", "coder-b")
    fix = "correct the codings, or the resolution"
    return uncoded(folder, AGREED, "'agreed' with no coding", TWO, fix)


@fault("position-has-codings")
def agreed_of_a_coder_and_a_gatherer(folder):
    recode(folder, AGREED, "coder-b", coder_id="gatherer")
    told = "'agreed' with 1 coding by a coder and 1 coding by a gatherer"
    return uncoded(folder, AGREED, told, TWO, "correct the codings, or the resolution")


@fault("position-has-codings")
def adjudicated_without_an_adjudicator(folder):
    change(folder, AGREED, resolution="adjudicated")
    fix = "correct the codings, or the resolution ('agreed' would fit)"
    return uncoded(folder, AGREED, "'adjudicated' with 2 codings by a coder", THREE, fix)


@fault("position-has-codings")
def adjudicated_without_a_coder(folder):
    uncode(folder, ADJUDICATED, "coder-a")
    told = "'adjudicated' with 1 coding by an adjudicator and 1 coding by a coder"
    fix = "correct the codings, or the resolution"
    return uncoded(folder, ADJUDICATED, told, THREE, fix)


@fault("position-has-codings")
def single_of_two_coders(folder):
    change(folder, AGREED, resolution="single")
    fix = "correct the codings, or the resolution ('agreed' would fit)"
    return uncoded(folder, AGREED, "'single' with 2 codings by a coder", ONE, fix)


@fault("position-has-codings")
def single_of_an_adjudicator(folder):
    uncode(folder, ADJUDICATED, "coder-a", "coder-b")
    change(folder, ADJUDICATED, resolution="single")
    told, fix = "'single' with 1 coding by an adjudicator", "correct the codings, or the resolution"
    return uncoded(folder, ADJUDICATED, told, ONE, fix)


def uncoded(folder, number, told, expected, fix):
    at = line(folder, number)
    return POSITIONS, at, "resolution", f"{told} in {CODINGS}", expected, fix


@passes
def single_of_a_gatherer(folder):
    gathered(folder, AGREED)


@passes
def single_of_a_coder(folder):
    uncode(folder, AGREED, "coder-b")
    change(folder, AGREED, resolution="single")


@passes
def agreed_with_a_gatherer_who_differs(folder):
    row = {"position_id": AGREED, "coder_id": "coder-b"}
    cut.add(folder, "codings", after=row, coder_id="gatherer", stance="oppose")


@reported
def coding_of_no_position(folder):
    recode(folder, AGREED, "coder-b", position_id="P00464x")


@reported
def coding_of_no_coder(folder):
    recode(folder, AGREED, "coder-b", coder_id="coder-c")


@reported
def coding_of_no_stance(folder):
    recode(folder, AGREED, "coder-b", stance="suport")


@reported
def resolution_that_is_none(folder):
    change(folder, AGREED, resolution="agreeed")


@reported
def position_of_no_claim(folder):
    change(folder, AGREED, claim_id="bilateral-grw")


# agreed-means-agreement

ONLY = "'agreed' exactly where both coders gave the same claim, stance and act"
MEND = "correct the resolution, or the coding that is wrong"


@fault("agreed-means-agreement")
def agreed_although_the_acts_differ(folder):
    recode(folder, AGREED, "coder-b", act="inform")
    told = "'agreed', and act is 'state' by 'coder-a' and 'inform' by 'coder-b'"
    return differing(folder, AGREED, told)


@fault("agreed-means-agreement")
def agreed_although_one_gave_no_claim(folder):
    recode(folder, AGREED, "coder-a", claim_id="")
    told = "'agreed', and claim_id is '' by 'coder-a' and 'bilateral-grow' by 'coder-b'"
    return differing(folder, AGREED, told)


@fault("agreed-means-agreement")
def agreed_although_neither_gave_a_claim(folder):
    recode(folder, AGREED, "coder-a", claim_id="")
    recode(folder, AGREED, "coder-b", claim_id="")
    return differing(folder, AGREED, "'agreed', and neither coder gave a claim")


@fault("agreed-means-agreement")
def adjudicated_although_the_coders_agree(folder):
    same(folder, claim_id="bilateral-grow")
    return differing(folder, ADJUDICATED, "'adjudicated', and both coders gave the same codes")


def same(folder, claim_id):
    """Let both coders of the adjudicated position give the same codes."""
    for coder in ("coder-a", "coder-b"):
        row = {"position_id": ADJUDICATED, "coder_id": coder}
        codes = {"claim_id": claim_id, "stance": "support", "act": "state"}
        if not codes.items() <= cut.row(folder, "codings", **row).items():
            cut.change(folder, "codings", row, **codes)


def differing(folder, number, told):
    first, second = (coded(folder, number, coder) for coder in ("coder-a", "coder-b"))
    found = f"{told} ({CODINGS}:{first} and {second})"
    return POSITIONS, line(folder, number), "resolution", found, ONLY, MEND


@passes
def adjudicated_because_neither_gave_a_claim(folder):
    same(folder, claim_id="")


# codes-are-those-decided


@fault("codes-are-those-decided")
def claim_that_the_coders_did_not_give(folder):
    change(folder, AGREED, claim_id="bilateral-consult")
    told = "'bilateral-consult'", "'bilateral-grow'"
    return undecided(folder, AGREED, "claim_id", *told, "coder-a", "agreed")


@fault("codes-are-those-decided")
def stance_that_the_adjudicator_did_not_give(folder):
    change(folder, ADJUDICATED, stance="oppose")
    told = "'oppose'", "'support'"
    return undecided(folder, ADJUDICATED, "stance", *told, "adjudicator", "adjudicated")


@fault("codes-are-those-decided")
def act_that_the_gatherer_did_not_give(folder):
    gathered(folder, AGREED)
    change(folder, AGREED, act="thank")
    return undecided(folder, AGREED, "act", "'thank'", "'state'", "gatherer", "single")


@fault("codes-are-those-decided")
def two_codes_that_the_coders_did_not_give(folder):
    change(folder, AGREED, stance="none", act="inform")
    told = "stance 'none' and act 'inform'", "stance 'support' and act 'state'"
    return undecided(folder, AGREED, None, *told, "coder-a", "agreed")


@fault("codes-are-those-decided")
def code_of_a_single_coder_who_gave_no_claim(folder):
    gathered(folder, AGREED)
    recode(folder, AGREED, "gatherer", claim_id="")
    told = "'bilateral-grow'", "''"
    return undecided(folder, AGREED, "claim_id", *told, "gatherer", "single")


def undecided(folder, number, field, found, expected, coder, resolution):
    at = coded(folder, number, coder)
    return (
        *(POSITIONS, line(folder, number), field),
        found,
        f"{expected}, as '{coder}' gave ({CODINGS}:{at}), for what is '{resolution}'",
        "correct the code, or the coding",
    )


# audits


def audit(folder, number, **cells):
    return cut.change(folder, "audits", {"engagement_id": number}, **cells)


@fault("audit-counts-fit")
def more_positions_right_than_seen(folder):
    at = audit(folder, "E0043", positions_right="5")
    return counted(at, "positions_right", "5", "at most 4, the count in 'positions_seen'")


@fault("audit-counts-fit")
def more_issuers_right_than_seen(folder):
    at = audit(folder, "E0043", issuers_right="10")
    return counted(at, "issuers_right", "10", "at most 4, the count in 'positions_seen'")


@fault("audit-counts-fit")
def more_marks_right_than_seen(folder):
    at = audit(folder, "E0043", quote_marks_right="5")
    return counted(at, "quote_marks_right", "5", "at most 4, the count in 'positions_seen'")


@fault("audit-counts-fit")
def more_participants_right_than_seen(folder):
    at = audit(folder, "E0043", participants_seen="0")
    return counted(at, "participants_right", "2", "at most 0, the count in 'participants_seen'")


@fault("audit-counts-fit")
def fewer_positions_seen_than_right(folder):
    at = audit(folder, "E0043", positions_seen="3")
    return counted(at, "positions_seen", "3", "4 or more, the count in 'positions_right'")


@fault("audit-counts-fit")
def more_fields_wrong_than_there_are(folder):
    at = audit(folder, "E0043", engagement_fields_wrong="5")
    return counted(at, "engagement_fields_wrong", "5", "at most 4: form, status, date and place")


def counted(at, field, found, expected):
    return AUDITS, at, field, f"'{found}'", expected, "correct the count that is wrong"


@passes
def everything_right_and_every_field_wrong(folder):
    audit(folder, "E0043", engagement_fields_wrong="4", positions_right="0", issuers_right="")


@passes
def positions_that_were_not_counted(folder):
    audit(folder, "E0043", positions_seen="")


@reported
def count_that_is_none(folder):
    audit(folder, "E0043", positions_right="many")


ZERO = "0 or empty cells in the counts of a page that was not found"


@fault("lost-page-has-no-counts")
def count_of_a_page_that_was_not_found(folder):
    at = audit(folder, "E0290", positions_missing="1")
    return counted(at, "positions_missing", "1", ZERO)


@fault("lost-page-has-no-counts")
def page_that_was_not_found_with_all_counts(folder):
    at = audit(folder, "E0259", was_found="false")
    names = "'positions_seen', 'positions_right', 'issuers_right', 'quote_marks_right'"
    return (
        *(AUDITS, at, "was_found"),
        f"'false' with counts above 0 in {names} and 'engagement_fields_wrong'",
        ZERO,
        "correct the cell, or empty the counts",
    )


@fault("lost-page-has-no-counts")
def more_right_than_seen_of_a_page_that_was_not_found(folder):
    at = audit(folder, "E0290", positions_right="2")
    return counted(at, "positions_right", "2", ZERO)


@reported
def page_that_may_have_been_found(folder):
    audit(folder, "E0259", was_found="NA")


(
    test_one_edit_is_one_problem,
    test_validation_says_the_same,
    test_near_misses_pass,
    test_what_frictionless_reports_is_told_once,
    test_every_check_has_a_case,
) = cases.tests((reliability, audits))
