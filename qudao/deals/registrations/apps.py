from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    name = "qudao.deals.registrations"
    default_auto_field = "django.db.models.BigAutoField"
