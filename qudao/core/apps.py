from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "qudao.core"
    default_auto_field = "django.db.models.BigAutoField"
