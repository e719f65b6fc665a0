from django.apps import AppConfig


class PricesConfig(AppConfig):
    name = "qudao.market.prices"
    default_auto_field = "django.db.models.BigAutoField"
