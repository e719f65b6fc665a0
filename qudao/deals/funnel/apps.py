from django.apps import AppConfig


class FunnelConfig(AppConfig):
    name = "qudao.deals.funnel"
    default_auto_field = "django.db.models.BigAutoField"
