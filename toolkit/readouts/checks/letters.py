"""What checks of text know of scripts, invisible characters and languages; no rule."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["ALIKE", "LANGUAGES", "LATIN", "MIXED", "SCRIPTS", "hidden_in", "right_tag", "script_of"]

_LATIN = "A-Za-zªºÀ-ÖØ-öø-\u02af\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f"
_GREEK = "\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u03f5\u03f7-\u03ff\u1f00-\u1fbc"
_GREEK += "\u1fc2-\u1fcc\u1fd0-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ffc"
_CYRILLIC = "\u0400-\u0481\u048a-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua66e\ua680-\ua69f"
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"

SCRIPTS = {
    code: re.compile(f"[{letters}]")
    for code, letters in {
        "Latn": _LATIN,
        "Arab": "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
        "Cyrl": _CYRILLIC,
        "Grek": _GREEK,
        "Hani": _HAN,
        "Hang": "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff",
        "Deva": "\u0900-\u097f\ua8e0-\ua8ff",
        "Jpan": _HAN + _KANA,
    }.items()
}
"""A letter of each script, by the script's ISO 15924 code; narrower scripts come first."""

_ALIKE = (
    f"{_GREEK}{_CYRILLIC}"
    "\u0531-\u0556\u0561-\u0587\u13a0-\u13ff\uab70-\uabbf"  # Armenian, Cherokee
    "\U0001d400-\U0001d7ff\uff21-\uff3a\uff41-\uff5a"  # mathematical, full width
)
_MARKS = "[\u0300-\u036f]*"

LATIN = SCRIPTS["Latn"]
ALIKE = re.compile(f"[{_ALIKE}]")
"""A letter that can be taken for a Latin one."""

MIXED = re.compile(f"[{_LATIN}]{_MARKS}[{_ALIKE}]|[{_ALIKE}]{_MARKS}[{_LATIN}]")
"""A Latin letter beside one that can be taken for Latin."""

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufffd"
    "\U000e0100-\U000e01ef]"
)
"""What Unicode counts as letters or marks and nobody sees; and the sign of a lost character."""

_VISIBLE = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2\n")
"""Signs that stand round a number in Arabic, and the line break that CSV allows in a cell."""

_JOINERS = "\u200c\u200d"
_JOINED = re.compile("[\u0590-\u1cff\ua800-\uabff\ufb50-\ufeff]")
"""A letter or mark of a script in which a joiner changes the form of its neighbours."""


def hidden_in(text: str) -> int | None:
    """Return where the first character stands that cannot be seen or is lost, or None.

    Those are controls other than a line break, marks of direction, characters of no width,
    and ones for private use. A joiner passes between letters of Arabic, Persian or Indian
    scripts, whose spelling needs it.
    """
    if text.isprintable() and not _UNSEEN.search(text):
        return None
    for i, letter in enumerate(text):
        if letter in _VISIBLE or (letter.isprintable() and not _UNSEEN.match(letter)):
            continue
        kind = unicodedata.category(letter)
        if kind in ("Zs", "Cn") or (letter in _JOINERS and _is_joined(text, i)):
            continue  # a blank of some width; what a later Unicode may define
        return i
    return None


def _is_joined(text: str, i: int) -> bool:
    return bool(_JOINED.match(text[i - 1 : i]) and _JOINED.match(text[i + 1 : i + 2]))


def script_of(letters: str) -> str | None:
    """Return the narrowest script that all letters belong to, or None where there is none."""
    return next(
        (code for code, one in SCRIPTS.items() if all(map(one.match, letters)) and letters), None
    )


LANGUAGES = {
    item.split(":")[0]: item.split(":")[1].split("/")
    for item in """
    aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym az:aze ba:bak
    be:bel bg:bul bi:bis bm:bam bn:ben bo:bod/tib br:bre bs:bos ca:cat ce:che ch:cha co:cos
    cr:cre cs:ces/cze cu:chu cv:chv cy:cym/wel da:dan de:deu/ger dv:div dz:dzo ee:ewe
    el:ell/gre en:eng eo:epo es:spa et:est eu:eus/baq fa:fas/per ff:ful fi:fin fj:fij fo:fao
    fr:fra/fre fy:fry ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb hi:hin ho:hmo
    hr:hrv ht:hat hu:hun hy:hye/arm hz:her ia:ina id:ind ie:ile ig:ibo ii:iii ik:ipk io:ido
    is:isl/ice it:ita iu:iku ja:jpn jv:jav ka:kat/geo kg:kon ki:kik kj:kua kk:kaz kl:kal
    km:khm kn:kan ko:kor kr:kau ks:kas ku:kur kv:kom kw:cor ky:kir la:lat lb:ltz lg:lug li:lim
    ln:lin lo:lao lt:lit lu:lub lv:lav mg:mlg mh:mah mi:mri/mao mk:mkd/mac ml:mal mn:mon mr:mar
    ms:msa/may mt:mlt my:mya/bur na:nau nb:nob nd:nde ne:nep ng:ndo nl:nld/dut nn:nno no:nor
    nr:nbl nv:nav ny:nya oc:oci oj:oji om:orm or:ori os:oss pa:pan pi:pli pl:pol ps:pus pt:por
    qu:que rm:roh rn:run ro:ron/rum ru:rus rw:kin sa:san sc:srd sd:snd se:sme sg:sag si:sin
    sk:slk/slo sl:slv sm:smo sn:sna so:som sq:sqi/alb sr:srp ss:ssw st:sot su:sun sv:swe sw:swa
    ta:tam te:tel tg:tgk th:tha ti:tir tk:tuk tl:tgl tn:tsn to:ton tr:tur ts:tso tt:tat tw:twi
    ty:tah ug:uig uk:ukr ur:urd uz:uzb ve:ven vi:vie vo:vol wa:wln wo:wol xh:xho yi:yid yo:yor
    za:zha zh:zho/chi zu:zul
    """.split()
}
"""The two-letter codes of ISO 639-1, each with the three-letter codes of the same language."""

_TAG = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_WELL_FORMED = re.compile(
    "[a-z]{2,3}(-[a-z]{3})?(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
    "(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
)


@lru_cache(maxsize=4096)
def right_tag(tag: str) -> str:
    """Return a language tag as it should be written; an empty text where it is none.

    What has not the outer form of a tag comes back as it is: frictionless reports it.
    """
    if not _TAG.fullmatch(tag):
        return tag
    language, *parts = tag.split("-")
    if len(language) == 2 and language not in LANGUAGES:
        return ""
    short = next((key for key, longer in LANGUAGES.items() if language in longer), language)
    right = "-".join([short, *map(_sized, parts)])
    return right if _WELL_FORMED.fullmatch(right) else ""


def _sized(part: str) -> str:
    """Return a part of a tag as it is written: a script Latn, a region LY, others in small."""
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part.lower()
