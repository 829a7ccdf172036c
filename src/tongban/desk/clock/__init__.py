"""The clock of a case on its page, what moves it, and the calendar behind it."""
