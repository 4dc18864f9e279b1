import os
import signal

from django.core.wsgi import get_wsgi_application

from liushui.base.processes import die_with

if os.environ.get("LIUSHUI_SUPERVISED") == "1":  # a killed server leaves no worker on its port
    if os.getppid() == 1:  # the server was killed before this worker came so far
        os._exit(1)
    die_with(os.getppid(), signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liushui.config.settings")
application = get_wsgi_application()
