from django.apps import AppConfig


class SellthroughConfig(AppConfig):
    name = "qudao.deals.sellthrough"
    default_auto_field = "django.db.models.BigAutoField"
