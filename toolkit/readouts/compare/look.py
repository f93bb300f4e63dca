"""How a comparison looks as HTML: its style sheet, for light and dark, screen and paper."""

from __future__ import annotations

from typing import Final

from readouts.plot.style import OTHER, SIDE_COLOURS

__all__ = ["STYLE", "side_class"]

_ROOT: Final = ".readouts-comparison.readouts-comparison"
"""Twice, so that these rules outweigh those that JupyterLab and nbconvert have for tables."""

_LIGHT: Final = (
    "--ink:#1b1b1b;--soft:#5a5a5a;--line:#d9d6cf;--band:#f5f3ee;--ground:#fffefb;--lift:0%;"
)
_DARK: Final = (
    "--ink:#e9e6df;--soft:#aaa69d;--line:#3d3b37;--band:#24231f;--ground:#171613;--lift:35%;"
)
_SIDES: Final = "".join(
    f"{_ROOT} .side-{side.lower()}{{--side:{colour}}}" for side, colour in SIDE_COLOURS.items()
)

# JupyterLab aligns cells to the right and shades every other row, by selectors that weigh more.
STYLE: Final = f"""
{_ROOT}{{{_LIGHT}--side:{OTHER};color:var(--ink);background:var(--ground);padding:1.2rem;
 font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic",sans-serif}}
@media (prefers-color-scheme:dark){{{_ROOT}{{{_DARK}}}}}
[data-jp-theme-light="true"] {_ROOT},html[data-theme="light"] {_ROOT}{{{_LIGHT}}}
[data-jp-theme-light="false"] {_ROOT},html[data-theme="dark"] {_ROOT}{{{_DARK}}}
{_ROOT} *{{box-sizing:border-box}}
{_ROOT} h3{{font:600 1.55rem/1.2 Georgia,"Noto Serif","Noto Naskh Arabic",serif;margin:.1rem 0 .4rem;
 color:inherit;max-width:44rem;text-wrap:balance}}
{_ROOT} h4{{font:600 1.1rem/1.3 Georgia,"Noto Serif","Noto Naskh Arabic",serif;margin:0 0 .3rem;
 padding-top:.5rem;border-top:2px solid var(--ink);color:inherit}}
{_ROOT} h5{{font-size:1em;font-weight:600;margin:.6rem 0 .1rem;color:inherit}}
{_ROOT} p{{margin:.2rem 0 .7rem;max-width:52rem}}
{_ROOT} .kicker{{font-size:.85em;letter-spacing:.04em;color:var(--soft);margin:0}}
{_ROOT} .kicker strong{{color:var(--ink);text-transform:uppercase}}
{_ROOT} .soft,{_ROOT} .id{{color:var(--soft);font-weight:400}}
{_ROOT} small{{display:block;font-size:.85em;line-height:1.35}}
{_ROOT} .id{{font-size:.78em;white-space:nowrap;font-variant-numeric:tabular-nums}}
{_ROOT} .scroll{{overflow-x:auto;margin:.6rem 0 1rem}}
{_ROOT} table{{border-collapse:separate;border-spacing:0;table-layout:fixed;width:100%;margin:0;
 background:none;color:inherit;font-size:1em;border:0}}
{_ROOT} th,{_ROOT} td{{text-align:start!important;vertical-align:top;padding:.5rem .7rem;border:0;
 border-bottom:1px solid var(--line);overflow-wrap:anywhere;white-space:normal;background:none;
 max-width:none}}
{_ROOT} tbody tr{{background:none!important}}
{_ROOT} tr>th:first-child{{position:sticky;inset-inline-start:0;background:var(--ground);z-index:1}}
{_ROOT} thead th{{font-weight:600;border-bottom:2px solid var(--ink);border-top:4px solid var(--side);
 border-top-color:color-mix(in srgb,var(--side),white var(--lift));vertical-align:bottom}}
{_ROOT} thead th:first-child{{border-top-color:transparent}}
{_ROOT} tbody th{{font-weight:400;font-family:Georgia,"Noto Serif",serif}}
{_ROOT} .numbers thead th{{border-top-color:transparent}}
{_ROOT} .numbers th{{overflow-wrap:normal}}
{_ROOT} .numbers td{{font-variant-numeric:tabular-nums}}{_ROOT} .numbers td small{{white-space:nowrap}}
{_ROOT} col:first-child{{width:var(--first,12rem)}}
@media (max-width:40rem){{{_ROOT}{{--first:7.5rem;padding:.8rem}}{_ROOT} tbody th{{font-size:.92em}}}}
{_ROOT} .issue th,{_ROOT} .issue th:first-child{{background:var(--band);font-weight:600;
 font-size:.9em;padding-block:.3rem;position:static}}
{_ROOT} .issue th span{{position:sticky;inset-inline-start:.7rem}}
{_ROOT} .position+.position{{margin-top:.6rem}}
{_ROOT} .position p{{margin:.15rem 0 0}}
{_ROOT} .nobody{{font-style:italic}}
{_ROOT} td .soft{{font-size:.88em}}
{_ROOT} q{{font-style:italic;quotes:"“" "”"}}
{_ROOT} q:dir(rtl){{display:block;font-style:normal;quotes:"«" "»"}}
{_ROOT} .empty::before{{content:"–";color:var(--soft);opacity:.6}}
{_ROOT} abbr{{text-decoration:none}}
{_ROOT} .findings{{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));
 gap:.4rem 2rem}}
{_ROOT} ul{{margin:.1rem 0 .6rem;padding-inline-start:1.1rem}}
{_ROOT} li{{margin:.15rem 0}}
{_ROOT} .legend{{border-top:1px solid var(--line);padding-top:.5rem;margin-top:.8rem;font-size:.88em}}
{_SIDES}
@media print{{{_ROOT}{{{_LIGHT}--first:7rem;padding:0;font-size:8pt;background:none}}
 {_ROOT} .scroll{{overflow:visible}}{_ROOT} table{{min-width:0!important}}
 {_ROOT} tr,{_ROOT} li{{break-inside:avoid}}{_ROOT} thead th{{print-color-adjust:exact}}
 {_ROOT} tr>th:first-child{{position:static;background:none}}
 {_ROOT} th,{_ROOT} td{{padding:.3rem .4rem}}}}
"""


def side_class(side: object) -> str:
    """Return the class that gives a side its colour; one without a colour of its own is grey."""
    return f"side-{side.lower()}" if isinstance(side, str) and side in SIDE_COLOURS else "no-side"
