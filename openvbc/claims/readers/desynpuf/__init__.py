"""Reads CMS's DE-SynPUF files of 2008 to 2010 whole: people, the three kinds of claims, and drug events."""
