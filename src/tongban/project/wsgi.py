"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from tongban.project import loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
application = get_wsgi_application()
loaded.settle()
