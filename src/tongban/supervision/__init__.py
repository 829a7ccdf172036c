"""Electronic supervision (电子监察): lights, warnings and the board."""
