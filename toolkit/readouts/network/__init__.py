"""Who met whom, and who agrees with whom: tables → networkx graphs.

``network.meetings`` joins actors or sides by the engagements in which they took part,
``network.discourse`` by the claims on which they are said to hold a view. Every attribute
of nodes, edges and graphs is a text or a number, and none is missing, so that the graphs
survive GraphML (``networkx.write_graphml``); an empty text means what an empty cell means.
Ids that stand for several, such as ``positions`` of an edge, are one text, with blanks
between. Nodes, edges and their ids are in sorted order: the same tables give the same file.

Unless asked otherwise, what counts is engagements, never reports. A visit and its parts
count once (as in notebook 01). A graph shows what was found: that two actors are not joined
proves nothing, since searches decide what is here.
"""

from readouts.network.met import meetings
from readouts.network.said import discourse

__all__ = ["discourse", "meetings"]


def __dir__() -> list[str]:
    return sorted(__all__)
