from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "qudao.market.partners"
    default_auto_field = "django.db.models.BigAutoField"
