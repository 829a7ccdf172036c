"""Changes of the catalogue: a file is taken whole or not at all."""

from tongban.items.services.loading import load_catalogue
from tongban.items.services.moving import succeed

__all__ = ["load_catalogue", "succeed"]
