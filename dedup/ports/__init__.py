"""What the use cases ask of others (Protocols), one file for each that stands behind it.

Each lists only the methods that are called. What the newsroom asks beside it is in :mod:`dedup.newsroom.messages`.
"""
