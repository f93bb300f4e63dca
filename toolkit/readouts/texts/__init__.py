"""The tables as texts for reading: engagements, codes, the data dictionary, citations."""
