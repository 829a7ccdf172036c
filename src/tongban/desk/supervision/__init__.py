"""The board of the supervisor: figures, warnings, ratings, full trails."""
