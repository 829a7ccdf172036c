"""Templates of licences: a structured description, judged, and turned into what the press needs.

Nobody writes markup: a template names one of a few forms, a colour of the palette, the order and
the words of what is printed.  `printed` joins it with a face; nothing of the face is ever left out
unless the template says so (`hidden`).
"""

from tongban.licences.rules.layouts.choices import (
    BORDERS,
    COLOURS,
    FORMS,
    GROUNDS,
    ORIENTATIONS,
    Form,
)
from tongban.licences.rules.layouts.defaults import fitting
from tongban.licences.rules.layouts.layout import Group, Layout, Line, Number
from tongban.licences.rules.layouts.printing import printed
from tongban.licences.rules.layouts.reading import TemplatesRefused, read
from tongban.licences.rules.layouts.words import BASE_KEYS, faults, placeholders

__all__ = [
    "BASE_KEYS",
    "BORDERS",
    "COLOURS",
    "FORMS",
    "GROUNDS",
    "ORIENTATIONS",
    "Form",
    "Group",
    "Layout",
    "Line",
    "Number",
    "TemplatesRefused",
    "faults",
    "fitting",
    "placeholders",
    "printed",
    "read",
]
