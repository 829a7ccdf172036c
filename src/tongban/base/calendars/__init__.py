"""Working days: the national schedule, overruled by rows of a region.

`rules` counts and knows no database, `published` is the schedule that the State Council has
published so far, `calendars` reads the table, `services` fills it.
"""

from tongban.base.calendars.rules import CalendarTooShort, DaySpan, SpecialDay, WorkCalendar

__all__ = ["CalendarTooShort", "DaySpan", "SpecialDay", "WorkCalendar"]
