from django.apps import AppConfig

from qudao.core.texts import answer_quickly


class CoreConfig(AppConfig):
    name = "qudao.core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        answer_quickly()
