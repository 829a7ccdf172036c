"""What knows no government word: actors, clock, calendars, numbering, audit, files …"""
