from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "qudao.market.customers"
    default_auto_field = "django.db.models.BigAutoField"
