"""The work list: open cases of a hall and of posts, nearest deadline first."""
