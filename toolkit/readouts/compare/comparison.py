"""One engagement as each side told it: a comparison, its tables and its renderings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from readouts import join
from readouts.compare import findings, page, words
from readouts.compare.accounts import By, check_by, cut, few, parts_of, read, units
from readouts.compare.compared import Compared
from readouts.compare.differences import differences
from readouts.compare.order import hosts, ordered, sides
from readouts.compare.pieces import grouped, rows, split
from readouts.errors import UnknownIdError, nearest
from readouts.tables import Tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Comparison", "engagement", "engagements"]


class Comparison(Compared):
    """The accounts of one engagement side by side.

    **Absence is not silence.** Where pages were read in part, "does not tell" means "not
    in the part seen". Every table that rests on absence counts the pages of the other
    group and those read whole (``n_other_pages``, ``n_other_whole``,
    ``is_other_read_whole``), each page once however many accounts it carries, and every
    rendering says it.

    Attributes
    ----------
    engagement_id, title, date, status : str
        The engagement; ``date`` is None where none can be given. What is told of a denied
        or cancelled engagement is no evidence that it took place.
    by : {"side", "issuer"}
        What a group of accounts is. Outlets' own reporting is the group ``outlets``, which
        is compared with no other.
    accounts : DataFrame
        One row per account, all that one issuer tells, those of the host's side first and
        those of outlets last: ``account_id``, ``engagement_id``, ``group``, the issuer and
        his side, ``readout_ids``, ``source_ids``, ``origin_ids`` (its pages, one that
        copies another by the id of that other), ``whole_ids`` (those of them that were read
        whole), ``publishers``, ``languages``, ``n_positions`` (repeats left out), ``n_pages``
        (a page that copies another counts with it), ``n_copies``, ``n_whole`` (pages read
        whole), ``is_whole`` (all of them). A page can carry several accounts: count
        distinct ``origin_ids``, never the sum of ``n_pages``.
    cells : DataFrame
        One row per position: its account, group, issuer and readout, the engagement that
        this tells (one of the parts), issue, claim, stance, act, attribution, quotation,
        place in the readout, ``holder_ids`` and ``holder_groups`` (sides, or by issuer the
        holders and the bodies that they took part for), each a sorted tuple. Residual
        claims are marked (``is_residual``) and counted in none of the tables below;
        ``is_copy`` marks positions on pages that copy another page of the account,
        ``is_repeat`` those of them that another page of the account has already.
    one_sided : DataFrame
        One row per ordered pair of groups and claim that one tells and the other, which has
        an account that tells a claim which is not residual, does not.
    unreciprocated : DataFrame
        One row per ordered pair of groups and claim on which one has the other hold a view,
        alone or jointly (``is_joint``), and the other does not have itself hold one, in
        any stance.
    opposed : DataFrame
        One row per ordered pair of groups and claim on which one has the other hold a view,
        and the other has itself hold the opposite alone, whoever of it the holders are.
    contradictions : DataFrame
        One row per holder, claim and pair of accounts of which one tells support and the
        other opposition. Views of different holders of a side are none: see ``opposed``.
    differences : DataFrame
        One row per account and what it alone has: its date against the engagement's,
        holders, names and titles as reported, notes. A participant's row names only the
        account that attests it, so nobody is called missing from another account.

    held : DataFrame
        One row per position and holder, as ``join.positions`` has them, with the account.
    names, claims, unheard
        Names of actors and sides by their ids; ids of all claims in the order of the
        codebook; sides that took part and of which no account tells what was said.

    See Also
    --------
    readouts.plot.accounts : the picture that ``plot`` draws.
    """

    def __repr__(self) -> str:
        """Return id, date and title in one line, with how many accounts tell how much."""
        told = f"{len(self.accounts)} accounts, {len(self.cells)} positions, by {self.by}"
        return f"<Comparison {words.subtitle(self)}: {self.title}; {told}>"

    def __str__(self) -> str:
        """Return the comparison as text, claims grouped by issue in the order of the codebook."""
        return words.to_text(self)

    def to_html(self) -> str:
        """Return a piece of HTML that stands alone: claims down, accounts across; all escaped."""
        return page.to_html(self)

    def _repr_html_(self) -> str:
        return page.to_html(self)

    def plot(self, *, ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw accounts across and claims down; see ``readouts.plot.accounts``.

        Without a ``title`` of yours it is that of the engagement, with its id, its date, and
        its status where it was not simply held.

        Raises
        ------
        MissingExtraError
            matplotlib is not installed.
        """
        from readouts import plot

        order = {key: at for at, key in enumerate(self.accounts["account_id"])}
        held = self.held.sort_values("account_id", key=lambda keys: keys.map(order), kind="stable")
        over = [words.group_name(group, self.names) for group in held["group"]]
        return plot.accounts(
            held.assign(_over=over),
            account="account_id",
            group="_over",
            names=self.names,
            ax=ax,
            title=f"{self.title} ({words.subtitle(self)})" if title is None else title,
        )


def engagement(
    data: Tables, engagement_id: str, *, parts: bool = False, by: By = "side"
) -> Comparison:
    """Put the accounts of one engagement side by side.

    An account is all that one issuer tells, whatever pages carry it. Read "does not tell"
    as "not in the part seen" wherever a page was read in part.

    Parameters
    ----------
    data : Dataset or mapping of str to frame
        The tables of a package.
    engagement_id : str
        Which engagement.
    parts : bool, optional
        Take a visit together with the meetings that belong to it; an account is then one
        issuer's telling of all of them.
    by : {"side", "issuer"}, optional
        What a group of accounts is: a side, or one issuer. Libya's rival bodies are one
        side; by issuer they stand apart. An issuer without a side is a group of its own.

    Returns
    -------
    Comparison
        Text, HTML in JupyterLab, a picture (``.plot()``), and tidy frames of pandas.

    Raises
    ------
    UnknownIdError
        There is no such engagement; the message names the nearest, by id or by title.
    UnknownStyleError
        ``by`` is neither.
    MissingTableError, UnknownColumnError, JoinError
        As in ``readouts.join.positions``.

    Examples
    --------
    >>> import readouts
    >>> told = readouts.compare.engagement(readouts.load(), "E0117")
    >>> sorted(told.accounts["group"].unique())
    ['LBY', 'RUS', 'outlets']
    >>> list(told.one_sided["group"].unique())
    ['LBY', 'RUS']
    """
    check_by(by)
    tables = few(data, "compare.engagement", ("posts", "places"))
    known = tables["engagements"]
    if engagement_id not in known["engagement_id"].tolist():  # may have no hash
        raise _unknown(engagement_id, known)
    unit = parts_of(known, engagement_id) if parts else {engagement_id: engagement_id}
    return next(_comparisons(cut(tables, unit), unit, by))


def engagements(data: Tables, *, parts: bool = False, by: By = "side") -> Iterator[Comparison]:
    """Yield the comparison of every engagement, in the order of their table.

    Much faster than `engagement` for one after the other: the tables are joined once.

    Parameters
    ----------
    data, parts, by
        As in `engagement`. With ``parts``, one comparison for each visit with its meetings
        and for each engagement that is part of none. To compare some engagements only, leave
        the others out of their table: what tells of them is left out with them.

    Yields
    ------
    Comparison
        Also of engagements of which there is no account.

    Raises
    ------
    UnknownStyleError
        ``by`` is neither.
    MissingTableError, UnknownColumnError, JoinError
        As in ``readouts.join.positions``.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load()
    >>> first = next(readouts.compare.engagements(data))
    >>> first.engagement_id == data.engagements["engagement_id"].iloc[0]
    True
    """
    check_by(by)
    tables = few(data, "compare.engagements", ("posts", "places"))
    unit = units(tables["engagements"], parts=parts)
    return _comparisons(cut(tables, unit), unit, by)


def _unknown(asked: object, known: pd.DataFrame) -> UnknownIdError:
    """Return the error that names the engagement of an account, or one of a like title."""
    ids = known["engagement_id"].tolist()
    if not isinstance(asked, str):
        hint = "Give one id, as text; compare.engagements takes all"
        return UnknownIdError("engagement", asked, sorted(ids), hint=hint)
    titles = dict(zip(known["title"].astype("str"), ids, strict=True))
    whole = asked.partition(":")[0]
    near = whole if whole in ids else titles.get(nearest(asked, titles) or "")
    return UnknownIdError("engagement", asked, sorted(ids), near=near)


def _comparisons(
    tables: Mapping[str, pd.DataFrame], unit: Mapping[str, str], by: By
) -> Iterator[Comparison]:
    """Yield a comparison for each whole that the engagements of the tables belong to."""
    told, people, names = (
        read(tables, unit, by=by),
        join.participants(tables),
        words.names_of(tables),
    )
    present = sides(people, unit)
    accounts = ordered(told.accounts, sides(hosts(people), unit), names)
    of_account = dict(zip(accounts["account_id"], accounts["engagement_id"], strict=True))
    of_cells, of_held = (
        [of_account[key] for key in some["account_id"]] for some in (told.cells, told.held)
    )
    tellers = grouped(rows(accounts), accounts["engagement_id"])
    parts = {
        "accounts": split(accounts, accounts["engagement_id"].tolist()),
        "cells": split(told.cells, of_cells),
        "held": split(told.held, of_held),
        "differences": differences(told, people, unit, names),
        **findings.tables(tellers, grouped(rows(told.cells), of_cells)),
    }
    claims = tuple(tables["claims"]["claim_id"])
    for row in rows(tables["engagements"]):
        key = row.engagement_id
        if unit[key] == key:
            heard = {teller.issuer_side_id for teller in tellers.get(key, ()) if teller.n_positions}
            yield Comparison(
                engagement_id=key,
                title=str(row.title),
                date=str(row.date) if isinstance(row.date, str) else None,
                status=str(row.status),
                by=by,
                names=names,
                claims=claims,
                unheard=tuple(sorted(present.get(key, set()) - heard)),
                **{name: of(key) for name, of in parts.items()},
            )
