"""What departments' own systems are told, in order: the feed (动态) and its webhooks (推送).

An entry of the feed belongs to one department and has a number of its own there, 1, 2, 3, without
gaps.  A webhook is a client's wish to be called for entries of its department; what was sent, what
came back and what could not be delivered stays written down.
"""
