"""Pages for using licences at the desk, and for objections to looks."""
