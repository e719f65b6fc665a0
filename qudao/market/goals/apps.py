from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "qudao.market.goals"
    default_auto_field = "django.db.models.BigAutoField"
