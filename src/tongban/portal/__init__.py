"""Citizen pages, one folder for each journey.

A view translates: request → one query or one service → template.  Nothing is decided here.
"""
