"""Tongban (通办): public services online and at the counter."""
