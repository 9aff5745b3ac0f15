from django.apps import AppConfig


class EvalplatformConfig(AppConfig):
    name = "evalplatform"

    def ready(self) -> None:
        """Make ours the current Celery app in every process that loads Django, so that the web sends to our broker too."""
        from evalplatform import celery, observing  # noqa: F401

        observing.start()
