"""The tables → what each coder gave each position, and the codes that were published."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import narwhals as nw
import pandas as pd

from readouts import tables
from readouts.errors import JoinError, UnknownStyleError

__all__ = [
    "ALL",
    "ALL_ROUNDS",
    "COLUMNS",
    "NO_CLAIM",
    "VARIABLES",
    "by_coder",
    "ratings",
    "read_codings",
    "read_finals",
    "read_table",
    "require_known",
    "require_variable",
]

VARIABLES: Final = ("issue", "claim", "stance", "act")
"""What is coded. The issue is not coded by itself: it follows from the claim."""

COLUMNS: Final = {"claim": "claim_id", "stance": "stance", "act": "act"}
"""The column of `codings` and `positions` for each variable that is coded by itself."""

ALL: Final = "all"
"""The group, round or audit in the rows that take all of them together."""

ALL_ROUNDS: Final = ALL

NO_CLAIM: Final = ""

_CODINGS: Final = ("position_id", "coder_id", "round", *COLUMNS.values())
_FINALS: Final = ("position_id", "readout_id", "resolution", *COLUMNS.values())


def ratings(data: Mapping[str, pd.DataFrame], variable: str) -> pd.DataFrame:
    """Return what each blind coder gave each position.

    Parameters
    ----------
    data : Mapping of str to DataFrame
        The tables `codings`, `coders` and `claims`.
    variable : str
        One of `VARIABLES`.

    Returns
    -------
    DataFrame
        One row per position (the index), one column per coder whose role is `coder`.
        Missing: not coded by that coder. Empty text: coded, and no claim given.

    Raises
    ------
    UnknownStyleError
        There is no such variable.
    MissingTableError
        A table is not given.
    UnknownColumnError
        A table lacks a column.
    JoinError
        A coding names a coder or a claim that is not listed, or a key stands twice.

    Examples
    --------
    >>> import readouts
    >>> from readouts import agreement
    >>> stances = agreement.ratings(readouts.load(), "stance")
    >>> stances.columns.tolist()
    ['coder-a', 'coder-b']
    """
    require_variable(variable)
    return by_coder(read_codings(data), variable)


def require_variable(variable: str) -> None:
    """Raise UnknownStyleError if there is no such variable."""
    if variable not in VARIABLES:
        raise UnknownStyleError("variable", variable, VARIABLES)


def read_codings(data: Mapping[str, pd.DataFrame], role: str = "coder") -> pd.DataFrame:
    """Return one row per coding by a coder of that role, with a column per variable.

    ``claim`` and ``issue`` stand beside the columns of `codings`; empty where no claim was
    given.
    """
    codings = read_table(data, "codings", _CODINGS, ["position_id", "coder_id"])
    coders = read_table(data, "coders", ["coder_id", "role"], ["coder_id"])
    role_of = dict(zip(coders["coder_id"], coders["role"], strict=True))
    require_known(codings, "codings", "coder_id", role_of, "coders")
    codings = _with_issue(codings, data, "codings")
    return codings[codings["coder_id"].map(role_of) == role]


def read_finals(data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the codes that were published: one row per position, with a column per variable.

    ``engagement_id`` is that of the readout. All columns of `positions` are kept.
    """
    positions = read_table(data, "positions", _FINALS, ["position_id"])
    accounts = read_table(data, "readouts", ["readout_id", "engagement_id"], ["readout_id"])
    engagement_of = dict(zip(accounts["readout_id"], accounts["engagement_id"], strict=True))
    require_known(positions, "positions", "readout_id", engagement_of, "readouts")
    engagement = positions["readout_id"].map(engagement_of)
    return _with_issue(positions, data, "positions").assign(engagement_id=engagement)


def by_coder(codings: pd.DataFrame, variable: str) -> pd.DataFrame:
    """Return one row per position, one column per coder, with the values of one column."""
    values = codings.astype({variable: "object"})
    # pivot_table would merge a position coded twice by one coder; this refuses it.
    wide = values.pivot(index="position_id", columns="coder_id", values=variable)  # noqa: PD010
    return wide.rename_axis(columns=None)


def read_table(
    data: Mapping[str, pd.DataFrame], name: str, columns: Sequence[str], key: Sequence[str]
) -> pd.DataFrame:
    """Return one table that has the needed columns and no key twice."""
    frame = tables.table(data, name, columns, "agreement")
    tables.prove_unique(frame, key, name)
    return pd.DataFrame(nw.to_native(frame))


def _with_issue(frame: pd.DataFrame, data: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    claims = read_table(data, "claims", ["claim_id", "issue_id"], ["claim_id"])
    issue_of = dict(zip(claims["claim_id"], claims["issue_id"], strict=True))
    require_known(frame, name, "claim_id", issue_of, "claims")
    claim = frame["claim_id"].astype("object").fillna(NO_CLAIM)
    return frame.assign(claim=claim, issue=claim.map({**issue_of, NO_CLAIM: NO_CLAIM}))


def require_known(
    frame: pd.DataFrame, name: str, column: str, known: Collection[str], where: str
) -> None:
    """Raise JoinError if a column holds an id that the table ``where`` has not."""
    given = frame[column]
    unknown = given[given.notna() & ~given.isin(list(known))]
    if len(unknown) > 0:
        raise JoinError(
            f"table {name!r}: {column} {unknown.iloc[0]!r} is not in the table {where!r}, "
            f"and its {name} would be lost. Run `readouts validate`"
        )
