"""Working days: the national schedule, overruled by rows of a region.

`rules` counts and knows no database, `published` is the schedule that the State Council has
published so far, `notices` checks what is to be entered, `written` reads it from a file,
`calendars` reads the table, `services` fills it and `changing` enters a schedule or a closure so
that others can count anew.
"""

from tongban.base.calendars.rules import CalendarTooShort, DaySpan, SpecialDay, WorkCalendar

__all__ = ["CalendarTooShort", "DaySpan", "SpecialDay", "WorkCalendar"]
