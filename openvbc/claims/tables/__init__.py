"""The canonical tables: one data dictionary, from which the documentation, the readers' checks and the tests are made.

Names are those of Tuva's input layer; columns that only settlement needs are marked as OpenVBC's own.
"""
