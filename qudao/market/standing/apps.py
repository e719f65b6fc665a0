from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "qudao.market.standing"
    default_auto_field = "django.db.models.BigAutoField"
