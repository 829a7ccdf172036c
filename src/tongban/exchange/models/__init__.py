"""Tables of the house, room by room."""
