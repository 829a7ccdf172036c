"""The catalogue of service items (政务服务事项): what can be applied for, with what, and by when.

The house owns the item (事项), its immutable versions, the form and the scenario questions
(情形引导) of each, and the life events (一件事) that join items.  A case keeps the version it was
applied under.  It stands on `directory` (which department does it) and on nothing a person owns.
"""
