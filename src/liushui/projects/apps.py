from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "liushui.projects"
    label = "projects"
