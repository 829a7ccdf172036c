"""The clock of a case: limits, stops, extensions, calendars that change, consequences."""
