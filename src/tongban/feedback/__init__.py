"""Ratings (好差评) of concluded cases."""
