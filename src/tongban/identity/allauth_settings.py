"""Settings of django-allauth."""
