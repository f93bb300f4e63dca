"""The accounts of one engagement side by side, as tables: what every rendering takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from readouts.compare.accounts import By

__all__ = ["Compared"]


@dataclass(frozen=True, repr=False, eq=False)
class Compared:
    """What a `Comparison` is made of; its attributes are told there."""

    engagement_id: str
    title: str
    date: str | None
    status: str
    by: By
    accounts: pd.DataFrame
    cells: pd.DataFrame
    one_sided: pd.DataFrame
    unreciprocated: pd.DataFrame
    opposed: pd.DataFrame
    contradictions: pd.DataFrame
    differences: pd.DataFrame
    names: Mapping[str, str] = field(kw_only=True)
    """Names of actors and sides by their ids."""
    claims: tuple[str, ...] = field(kw_only=True)
    """Ids of all claims, in the order of the codebook."""
    unheard: tuple[str, ...] = field(kw_only=True)
    """Sides that took part and of which no account tells what was said."""
    held: pd.DataFrame = field(kw_only=True)
    """One row per position and holder, as ``join.positions`` has them, with the account."""
