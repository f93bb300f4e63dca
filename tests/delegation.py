"""The first case, made small: a valid package with all tables as they are published.

One Russian delegation in Tripoli in April 2025, a later call, and a visit that was announced.
The descriptor is the shipped one; the rows are told shorter than those of the shipped package.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]

FILES = {
    "engagements.csv": """\
engagement_id,title,form,status,date,date_basis,place_id,part_of,summary,notes
E0001,Kinshchak visits Tripoli,visit,held,2025-04-27/2025-04-29,stated,tripoli,,A Russian delegation stayed in Tripoli.,
E0002,Kinshchak meets Prime Minister Dabaiba in Tripoli,meeting,held,2025-04-28,stated,tripoli,E0001,They talked about a settlement.,
E0003,Kinshchak meets Acting Foreign Minister al-Baour in Tripoli,meeting,held,2025-04-28,stated,tripoli,E0001,They talked about a settlement.,The ambassador was present.
E0004,Aganin calls al-Baour,call,held,2025-06,publication,,,They talked about a settlement.,
E0005,Dabaiba announces a visit to Moscow,visit,announced,,none,moscow,,A visit was announced and no day was given.,
""",
    "participants.csv": """\
engagement_id,participant_no,actor_id,organization_id,side_id,post_id,is_acting,role,is_host,number_of_people,name_as_reported,title_as_reported,readout_id
E0001,1,kinshchak,rus-mfa,RUS,rus-mfa-director,false,lead,false,,Alexander Kinshchak,director,R0001
E0001,2,,lby-gnu,LBY,,,lead,true,2,,officials,R0001
E0002,1,dabaiba,lby-gnu,LBY,lby-gnu-pm,false,lead,true,,Abdulhamid Dabaiba,Prime Minister,R0002
E0002,2,kinshchak,rus-mfa,RUS,rus-mfa-director,false,lead,false,,Alexander Kinshchak,director,R0002
E0003,1,baour,lby-gnu-mfa,LBY,lby-gnu-mfa-minister,true,lead,true,,Taher al-Baour,Acting Foreign Minister,R0003
E0003,2,kinshchak,rus-mfa,RUS,rus-mfa-director,false,lead,false,,Александр Кинщак,директор,R0004
E0003,3,aganin,rus-mfa,RUS,rus-mfa-ambassador,false,attendee,false,,Aydar Aganin,ambassador,R0003
E0004,1,aganin,rus-mfa,RUS,rus-mfa-ambassador,false,lead,,,Aganin,ambassador,R0005
E0004,2,baour,lby-gnu-mfa,LBY,lby-gnu-mfa-minister,true,lead,,,al-Baour,Acting Foreign Minister,R0005
E0005,1,dabaiba,lby-gnu,LBY,lby-gnu-pm,false,lead,false,,الدبيبة,رئيس الوزراء,R0006
E0005,2,,rus-mfa,RUS,,,lead,true,,,,R0006
""",
    "readouts.csv": """\
readout_id,engagement_id,source_id,issuer_id,date_as_reported,notes
R0001,E0001,S0001,,,
R0002,E0002,S0001,lby-gnu,,
R0003,E0003,S0002,lby-gnu-mfa,,
R0004,E0003,S0003,rus-mfa,2025-04-29,
R0005,E0004,S0004,,,
R0006,E0005,S0005,,,
""",
    "sources.csv": """\
source_id,url,publisher,publisher_kind,owner_id,title,published,published_basis,language,opening,read,accessed,derived_from
S0001,https://example.org/news/1,Monitor,outlet,,A delegation in Tripoli,2025-04-30,page,en,A delegation came,excerpt,2026-11-23,
S0002,https://mofa.example.ly/ar/%D8%A7?id=2,Foreign Ministry,official,lby-gnu-mfa,,2025-04-28,page,ar,التقى وزير الخارجية المكلف الطاهر الباعور,excerpt,2026-11-23,
S0003,https://mid.example.ru/3/,Foreign Ministry,official,rus-mfa,,2025-04-29,address,ru,О визите,excerpt,2026-11-23,
S0004,https://example.com/4,Courier,outlet,,NA,2025-06,page,it,,excerpt,2026-11-23,S0005
S0005,https://example.com/5,Courier,outlet,,,,unknown,ar,,excerpt,2026-11-23,
""",
    "actors.csv": """\
actor_id,name,kind,country_iso3,side_id,parent_id,notes
aganin,Aydar Aganin,person,RUS,RUS,,
baour,Taher al-Baour,person,LBY,LBY,,
dabaiba,Abdulhamid Dabaiba,person,LBY,LBY,,
egy-mfa,Egyptian Foreign Ministry,organization,EGY,EGY,,
kinshchak,Alexander Kinshchak,person,RUS,RUS,,
lby-gnu,Government of National Unity,organization,LBY,LBY,,
lby-gnu-mfa,Foreign Ministry (GNU),organization,LBY,LBY,lby-gnu,
rus-mfa,Russian Foreign Ministry,organization,RUS,RUS,,
""",
    "actor_names.csv": """\
actor_id,name,script,kind
aganin,Aydar Aganin,Latn,preferred
aganin,Айдар Аганин,Cyrl,variant
baour,Taher al-Baour,Latn,preferred
baour,الطاهر الباعور,Arab,variant
dabaiba,Abdulhamid Dabaiba,Latn,preferred
dabaiba,デベイバ,Jpan,variant
egy-mfa,Egyptian Foreign Ministry,Latn,preferred
kinshchak,Alexander Kinshchak,Latn,preferred
lby-gnu,Government of National Unity,Latn,preferred
lby-gnu-mfa,Foreign Ministry (GNU),Latn,preferred
rus-mfa,Russian Foreign Ministry,Latn,preferred
""",
    "positions.csv": """\
position_id,readout_id,order_in_readout,paragraph,holder_as_reported,is_joint,claim_id,stance,act,resolution,cue,is_quote,quote_opening,paraphrase
P00001,R0002,1,1,the Prime Minister,false,settlement-political,support,state,agreed,said,false,,Force is no way out.
P00002,R0003,1,2,they,false,settlement-political,none,discuss,agreed,discussed,false,,The settlement was a topic.
P00003,R0004,1,,стороны,true,settlement-political,support,call-for,agreed,подчеркнули,true,политическое решение,Both want a political way out.
""",
    "position_holders.csv": """\
position_id,actor_id
P00001,dabaiba
P00003,baour
P00003,kinshchak
""",
    "codes/places.csv": """\
place_id,name,country_iso3,latitude,longitude
moscow,Moscow,RUS,55.75222,37.61556
tripoli,Tripoli,LBY,32.88743,13.18733
""",
    "codes/sides.csv": """\
side_id,label,kind
EGY,Egypt,state
LBY,Libya,state
RUS,Russia,state
""",
    "codes/posts.csv": """\
post_id,label,organization_id
lby-gnu-mfa-minister,Foreign Minister (GNU),lby-gnu-mfa
lby-gnu-pm,Prime Minister (GNU),lby-gnu
rus-mfa-ambassador,Ambassador of Russia,rus-mfa
rus-mfa-director,Director of a department,rus-mfa
""",
    "codes/issues.csv": """\
issue_id,label,definition,cap_major
settlement,Political settlement,How the conflict should end.,19
""",
    "codes/claims.csv": """\
claim_id,issue_id,label,is_residual,definition,includes,excludes
settlement-political,settlement,The crisis should be settled by political means,false,A peaceful way out.,,anything else -> settlement-other
settlement-other,settlement,Another claim on the settlement,true,Whatever else.,,
""",
    "reliability/coders.csv": """\
coder_id,label,kind,role,description
coder-a,First coder,language-model,coder,Coded every unit.
coder-b,Second coder,language-model,coder,Coded every unit blind to the first.
""",
    "reliability/codings.csv": """\
position_id,coder_id,round,codebook_version,claim_id,stance,act,certainty,comment
P00001,coder-a,1,0.2,settlement-political,support,state,high,
P00001,coder-b,1,0.2,settlement-political,support,state,low,
P00002,coder-a,1,0.2,settlement-political,none,discuss,high,
P00002,coder-b,1,0.2,settlement-political,none,discuss,high,
P00003,coder-a,1,0.2,settlement-political,support,call-for,high,
P00003,coder-b,1,0.2,settlement-political,support,call-for,medium,
""",
    "reliability/audits.csv": """\
audit_id,source_id,engagement_id,was_found,positions_seen,positions_right,issuers_right,quote_marks_right,positions_missing,participants_seen,participants_right,engagement_fields_wrong
audit-2,S0001,E0002,true,1,1,1,1,0,2,2,0
""",
    "retired_ids.csv": """\
id,replaced_by,reason,retired_on
E0006,E0002,The same meeting was entered twice.,2026-11-24
E0007,,It was another country.,2026-11-24
E0008,E0006,The same meeting was entered again.,2026-11-25
""",
    "coverage.csv": """\
search_id,query,language,searched_on
Q001,Kinshchak Dabaiba,en,2026-11-23
""",
}


def write(folder):
    """Write the package into a folder; return the folder."""
    for name, content in FILES.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
    shutil.copy(ROOT / "datapackage.json", folder)
    return folder


def change(folder, file, line, **new):
    """Put new values into cells of one row of a file below data/; line 1 is the header."""
    records = _records(folder / "data" / file)
    for field, value in new.items():
        records[line - 1][records[0].index(field)] = value
    _save(folder / "data" / file, records)


def add(folder, file, line, **cells):
    """Put a new row at a line of a file; cells that are not named are empty."""
    records = _records(folder / "data" / file)
    assert set(cells) <= set(records[0])
    records.insert(line - 1, [cells.get(name, "") for name in records[0]])
    _save(folder / "data" / file, records)


def _records(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _save(path, records):
    """Write in canonical form, as far as these rows need it: quotation marks where CSV asks."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(records)
