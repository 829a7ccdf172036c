"""Changes of the catalogue: a file is taken whole or not at all."""

from tongban.items.services.loading import load_catalogue

__all__ = ["load_catalogue"]
