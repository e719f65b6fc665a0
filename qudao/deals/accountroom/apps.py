from django.apps import AppConfig


class AccountroomConfig(AppConfig):
    name = "qudao.deals.accountroom"
    default_auto_field = "django.db.models.BigAutoField"
