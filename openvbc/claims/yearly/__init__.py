"""Yearly summaries: one row a person and year with months and amounts (CMS's DE-SynPUF), counted as they are.

For data that has no claim lines for every category of service; claims as people receive them are counted by the
engine of the other rooms of `openvbc.claims`.
"""
