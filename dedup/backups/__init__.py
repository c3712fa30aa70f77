"""Backups: a copy of the whole store made while it is used, and the store made of it again, verified.

A backup is a folder: the database as it was at one moment, and ``manifest.json``, which says what must be found in it.
The semantic index is not in it, since it is made from the database; nor are settings, the senders file and secrets.
"""
