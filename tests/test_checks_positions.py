"""Checks of stated positions and quotations: one edit, one problem, whole text."""

from __future__ import annotations

import shutil

import cut
import pytest
from cases import Cases

from readouts.checks import positions, quotations

POSITIONS = "data/positions.csv"
HOLDERS = "data/position_holders.csv"

cases = Cases()
fault, passes, reported = cases.fault, cases.passes, cases.reported


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return cut.cut(cut.SAMPLE, tmp_path_factory.mktemp("cut"))


@pytest.fixture
def package(sample, tmp_path):
    return shutil.copytree(sample, tmp_path / "cut")


def position(number):
    return {"position_id": number}


def change(folder, number, **cells):
    return cut.change(folder, "positions", position(number), **cells)


def let_go(folder, number, holder):
    cut.remove(folder, "position_holders", position_id=number, actor_id=holder)


def line(folder, number):
    return cut.line(folder, "positions", **position(number))


# is_joint and holders

JOINT = "'true' with two holders or more, 'false' with one or none"


@fault("joint-has-two-holders")
def joint_with_one_holder(folder):
    let_go(folder, "P01978", "menfi")
    found = f"'true' with 1 holder in {HOLDERS} ('koury')"
    return joint(line(folder, "P01978"), found)


@fault("joint-has-two-holders")
def joint_with_no_holder(folder):
    at = change(folder, "P00971", is_joint="true")
    return joint(at, f"'true' with no holders in {HOLDERS}")


@fault("joint-has-two-holders")
def two_holders_that_are_not_joint(folder):
    at = change(folder, "P01978", is_joint="false")
    return joint(at, f"'false' with 2 holders in {HOLDERS} ('koury' and 'menfi')")


def joint(at, found):
    return POSITIONS, at, "is_joint", found, JOINT, "correct the cell, or the holders"


@passes
def three_holders(folder):
    cut.add(
        folder,
        "position_holders",
        after={"position_id": "P00464", "actor_id": "abu-shkiwat"},
        actor_id="lby-transport-gna",
    )


@reported
def joint_that_is_no_truth(folder):
    change(folder, "P01978", is_joint="NA")


@reported
def holder_of_no_position(folder):
    row = {"position_id": "P01978", "actor_id": "menfi"}
    cut.change(folder, "position_holders", row, position_id="P01979")


@fault("stance-has-holder")
def view_of_a_known_holder_that_nobody_holds(folder):
    let_go(folder, "P02645", "koury")
    return bare(line(folder, "P02645"), "Stephanie Koury", "'koury'")


@fault("stance-has-holder")
def view_of_both_that_nobody_holds(folder):
    let_go(folder, "P02645", "koury")
    at = change(folder, "P02645", holder_as_reported="Both sides (headline)")
    return bare(at, "Both sides (headline)", "the lead of each side")


@fault("stance-has-holder")
def view_of_a_holder_in_another_script(folder):
    name = next(
        row["name"]
        for row in cut.read(folder)["actor_names"]
        if (row["actor_id"], row["script"]) == ("menfi", "Arab")
    )
    let_go(folder, "P02642", "menfi")
    at = change(folder, "P02642", holder_as_reported=name)
    return bare(at, name, "'menfi'")


def bare(at, reported, holder):
    return (
        *(POSITIONS, at, "holder_as_reported"),
        f"'{reported}' with the stance 'support', and no holder",
        f"{holder} in {HOLDERS}",
        "add who holds the view; if nobody does, leave it",
    )


@passes
def view_of_an_unnamed_source(folder):
    let_go(folder, "P02645", "koury")
    change(folder, "P02645", holder_as_reported="Stephanie Koury (a source close to her)")


@passes
def view_of_somebody_who_is_not_known(folder):
    let_go(folder, "P02645", "koury")
    change(folder, "P02645", holder_as_reported="bothersome guests")


@fault("holder-side-takes-part")
def holder_of_a_side_that_is_not_there(folder):
    row = {"position_id": "P02187", "actor_id": "lafi-abdullah"}
    at = cut.change(folder, "position_holders", row, actor_id="merkel")
    return absent(at, "merkel", "DEU", "E0293", "")


@fault("holder-side-takes-part")
def holder_of_a_side_that_is_not_there_twice(folder):
    row = {"position_id": "P02187", "actor_id": "lafi-abdullah"}
    at = cut.change(folder, "position_holders", row, actor_id="koury")
    cut.change(folder, "position_holders", row | {"position_id": "P02188"}, actor_id="koury")
    return absent(at, "koury", "UNO", "E0293", ", and so in 1 more row")


def absent(at, holder, side, number, more):
    return (
        *(HOLDERS, at, "actor_id"),
        f"'{holder}' of the side '{side}', of which nobody takes part in '{number}'{more}",
        "a holder of a side that takes part ('LBY' and 'RUS')",
        "correct the holder, or add who is missing to data/participants.csv; "
        "if an outsider speaks, leave it",
    )


@passes
def holder_of_no_side(folder):
    cut.change(folder, "actors", {"actor_id": "koury"}, side_id="")
    row = {"position_id": "P02195", "actor_id": "lafi-abdullah"}
    cut.change(folder, "position_holders", row, actor_id="koury")


@passes
def holder_of_a_side_who_is_not_there_himself(folder):
    row = {"position_id": "P02187", "actor_id": "lafi-abdullah"}
    cut.change(folder, "position_holders", row, actor_id="sarraj")


@reported
def holder_who_is_not_there_at_all(folder):
    row = {"position_id": "P02187", "actor_id": "lafi-abdullah"}
    cut.change(folder, "position_holders", row, actor_id="lafi")


@reported
def holder_of_a_side_that_is_none(folder):
    cut.change(folder, "actors", {"actor_id": "houma"}, side_id="LBX")


# stance and act


@fault("none-goes-with-act")
def promise_without_a_view(folder):
    at = change(folder, "P00465", stance="none")
    return viewless(at, "commit")


@fault("none-goes-with-act")
def thanks_without_a_view_that_the_coders_gave(folder):
    for coder in ("coder-a", "coder-b"):
        row = {"position_id": "P02642", "coder_id": coder}
        cut.change(folder, "codings", row, stance="none")
    at = change(folder, "P02642", stance="none")
    return viewless(at, "thank")


@fault("none-goes-with-act")
def topic_that_is_offered(folder):
    return viewless(change(folder, "P00971", act="offer"), "offer")


@fault("none-goes-with-act")
def topic_that_is_called_for(folder):
    return viewless(change(folder, "P00971", act="call-for"), "call-for")


@fault("none-goes-with-act")
def topic_that_is_criticised(folder):
    return viewless(change(folder, "P00971", act="criticise"), "criticise")


def viewless(at, act):
    return (
        *(POSITIONS, at, "stance"),
        f"'none' with the act '{act}'",
        "a stance with this act, or an act that goes without: "
        "'deny', 'discuss', 'inform', 'request' and 'state'",
        "correct the stance or the act",
    )


def none_with(act):
    """Return an edit that gives a topic another act, by coders and all."""

    def edit(folder):
        for coder in ("coder-a", "coder-b"):
            cut.change(folder, "codings", {"position_id": "P00971", "coder_id": coder}, act=act)
        change(folder, "P00971", act=act)

    edit.__name__ = f"none_with_{act}"
    return edit


for verb in ("deny", "inform", "request", "state"):
    passes(none_with(verb))


# order and paraphrase


@fault("positions-are-numbered")
def number_too_high(folder):
    at = change(folder, "P00466", order_in_readout="9")
    return numbered(at, "9", "R0196", 4, 3)


@fault("positions-are-numbered")
def one_position_with_the_number_two(folder):
    at = change(folder, "P01206", order_in_readout="2")
    return (
        *(POSITIONS, at, "order_in_readout"),
        "'2', where 'R0488' has 1 position",
        "the numbers from 1 to 1, each once; 1 is missing",
        "number the positions of 'R0488' from 1, in the order of the account",
    )


def numbered(at, cell, readout, many, missing):
    return (
        *(POSITIONS, at, "order_in_readout"),
        f"'{cell}', where '{readout}' has {many} positions",
        f"the numbers from 1 to {many}, each once; {missing} is missing",
        f"number the positions of '{readout}' from 1, in the order of the account",
    )


@passes
def numbers_that_change_places(folder):
    change(folder, "P00464", order_in_readout="0")
    change(folder, "P00465", order_in_readout="1")
    change(folder, "P00464", order_in_readout="2")


@reported
def number_that_is_none(folder):
    change(folder, "P00466", order_in_readout="x")


@reported
def position_of_no_readout(folder):
    change(folder, "P00465", readout_id="R9999")


@fault("paraphrase-is-told-once")
def paraphrase_that_stands_twice(folder):
    first = cut.row(folder, "positions", **position("P00464"))["paraphrase"]
    at = change(folder, "P00467", paraphrase=first)
    return twice(folder, at, first)


@fault("paraphrase-is-told-once")
def paraphrase_that_differs_in_its_full_stop(folder):
    first = cut.row(folder, "positions", **position("P00464"))["paraphrase"]
    at = change(folder, "P00467", paraphrase=first.upper().rstrip("."))
    return twice(folder, at, first.upper().rstrip("."))


def twice(folder, at, paraphrase):
    return (
        *(POSITIONS, at, "paraphrase"),
        f"'{paraphrase}'",
        f"another one than on line {line(folder, 'P00464')}, which is of 'R0196' too",
        "remove one of the two, or say in which they differ",
    )


@passes
def paraphrase_of_another_readout(folder):
    first = cut.row(folder, "positions", **position("P00464"))["paraphrase"]
    change(folder, "P00971", paraphrase=first)


@passes
def paraphrase_that_is_not_there(folder):
    change(folder, "P00464", paraphrase="")
    change(folder, "P00465", paraphrase="")


# quotations

NINE = "one two three four five six seven eight nine"


@fault("quote-opening-has-quotation")
def opening_without_a_quotation(folder):
    at = change(folder, "P00466", quote_opening="welcomed the")
    return unquoted(at, "welcomed the")


@fault("quote-opening-has-quotation")
def quotation_that_is_none(folder):
    at = change(folder, "P02645", is_quote="false")
    return unquoted(at, "I reaffirmed UN support to a Libyan-led")


@fault("quote-opening-has-quotation")
def long_opening_without_a_quotation(folder):
    return unquoted(change(folder, "P00466", quote_opening=NINE), NINE)


def unquoted(at, opening):
    return (
        *(POSITIONS, at, "quote_opening"),
        f"'{opening}', and 'is_quote' is 'false'",
        "an empty cell where there is no quotation",
        "empty the cell, or correct 'is_quote'",
    )


@passes
def quotation_without_an_opening(folder):
    change(folder, "P02645", quote_opening="")


@reported
def quotation_that_is_no_truth(folder):
    change(folder, "P02645", is_quote="NA")


@fault("quote-opening-is-short")
def opening_of_nine_words(folder):
    return long(change(folder, "P02645", quote_opening=NINE), NINE, "eight")


@fault("quote-opening-is-short")
def opening_of_nine_words_in_arabic(folder):
    words = "تحدثت ميركل والسراج عن الوضع السياسي والعسكري في ليبيا"
    return long(change(folder, "P00974", quote_opening=words), words, "في")


@fault("quote-opening-is-short")
def opening_of_nine_words_in_chinese(folder):
    words = "双方 就 利比亚 局势 和 双边 关系 交换 意见"
    return long(change(folder, "P00974", quote_opening=words), words, "交换")


@fault("quote-opening-is-short")
def opening_of_nine_words_that_the_paraphrase_repeats(folder):
    at = change(folder, "P02645", quote_opening=NINE, paraphrase=NINE)
    return long(at, NINE, "eight")


def long(at, opening, last):
    return (
        *(POSITIONS, at, "quote_opening"),
        f"9 words: '{opening}'",
        "at most 8 words",
        f"end it after '{last}'",
    )


@passes
def opening_of_eight_words(folder):
    change(folder, "P02645", quote_opening=NINE.removesuffix(" nine"))


@fault("paraphrase-is-no-quotation")
def paraphrase_of_the_same_words(folder):
    at = change(folder, "P02645", quote_opening="NA", paraphrase="Na.")
    return copied(at, "Na.")


@fault("paraphrase-is-no-quotation")
def paraphrase_that_is_mostly_the_quotation(folder):
    words = "The UN reaffirmed UN support to a Libyan-led process."
    at = change(folder, "P02645", quote_opening="reaffirmed UN support to a", paraphrase=words)
    return copied(at, words)


@fault("paraphrase-is-no-quotation")
def paraphrase_that_goes_on_as_the_quotation_does(folder):
    words = "«I reaffirmed UN support to a Libyan-led» and owned process."
    return copied(change(folder, "P02645", paraphrase=words), words)


def copied(at, words):
    return (
        *(POSITIONS, at, "paraphrase"),
        f"'{words}', the words of the quotation",
        "the claim in words of ours",
        "say it in other words",
    )


@passes
def paraphrase_with_four_words_of_the_quotation(folder):
    words = "UN support to a process."
    change(folder, "P02645", quote_opening="UN support to a", paraphrase=words)


@passes
def paraphrase_that_is_half_the_quotation(folder):
    words = "He reaffirmed UN support to a process by all Libyans."
    assert len(words.split()) == 10
    change(folder, "P02645", quote_opening="reaffirmed UN support to a", paraphrase=words)


@passes
def paraphrase_with_the_words_in_another_order(folder):
    words = "To a process UN support was reaffirmed."
    change(folder, "P02645", quote_opening="reaffirmed UN support to a", paraphrase=words)


(
    test_one_edit_is_one_problem,
    test_validation_says_the_same,
    test_near_misses_pass,
    test_what_frictionless_reports_is_told_once,
    test_every_check_has_a_case,
) = cases.tests((positions, quotations))
