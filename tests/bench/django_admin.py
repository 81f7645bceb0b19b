"""Django admin on our own household table, set up as its documentation advises.

`list_select_related`, a filter by status, search over name and family number; sessions and
accounts are real, as they are on our side. "tuned" drops the full count and searches by prefix.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import AppConfig


class Bench(AppConfig):
    """Where Django looks for the models of the yardstick."""

    name, label = "tests.bench", "bench"


def database(url: str) -> dict[str, Any]:
    parts = urlsplit(url.replace("+psycopg", ""))
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path)}
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": parts.path.lstrip("/"),
        "USER": parts.username, "HOST": parts.hostname, "PORT": parts.port,
    }


def signed_in(url: str) -> tuple[Any, dict[str, str]]:
    """A Django project that knows nothing but our table, and the cookies of who is signed in."""
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={"default": database(url)},
        SECRET_KEY="benchmark",
        ALLOWED_HOSTS=["testserver"],
        ROOT_URLCONF="bench_urls",
        INSTALLED_APPS=[
            "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
            "django.contrib.sessions", "django.contrib.messages", "tests.bench.django_admin.Bench",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        LANGUAGE_CODE="zh-hans",
        STATIC_URL="/static/",
        USE_TZ=True,
    )
    django.setup()
    declare()

    from django.contrib.auth.models import User
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    user = User.objects.filter(username="bench").first() or User.objects.create_superuser("bench")
    browser = Client()
    browser.force_login(user)
    return WSGIHandler(), {name: morsel.value for name, morsel in browser.cookies.items()}


def declare() -> None:
    from django.contrib import admin
    from django.db import models
    from django.urls import path

    class Office(models.Model):
        name = models.CharField(max_length=60)

        class Meta:
            app_label, managed, db_table = "bench", False, "office"

        def __str__(self) -> str:
            return str(self.name)

    def ancestor() -> Any:
        return models.ForeignKey(Office, models.DO_NOTHING, related_name="+")

    class Household(models.Model):
        family_no = models.CharField(max_length=20)
        head_name = models.CharField(max_length=50)
        status = models.CharField(
            max_length=20, choices=[(s, s) for s in ("draft", "submitted", "recognised", "exited")]
        )
        applied_on = models.DateField()
        promise_due_on = models.DateField(null=True)
        acted_on = models.DateField(null=True)
        community = ancestor()
        street = ancestor()

        class Meta:
            app_label, managed, db_table = "bench", False, "household"

    class Member(models.Model):
        household_id = models.IntegerField()
        id_no_index = models.CharField(max_length=32)

        class Meta:
            app_label, managed, db_table = "bench", False, "member"

    class Default(admin.ModelAdmin):
        list_display = ("family_no", "head_name", "community", "street", "status", "applied_on",
                        "promise_due_on", "acted_on")
        list_filter = ("status",)
        list_select_related = ("community", "street")
        list_per_page = 50
        search_fields = ("head_name", "family_no")
        ordering = ("-id",)

        def get_search_results(self, request: Any, queryset: Any, term: str) -> Any:
            if term.startswith("blind:"):
                with_number = Member.objects.filter(id_no_index=term[6:]).values("household_id")
                return queryset.filter(pk__in=with_number), False
            return super().get_search_results(request, queryset, term)

        def lookup_allowed(self, *_: Any) -> bool:
            return True

    class Tuned(Default):
        show_full_result_count = False
        search_fields = ("head_name__startswith", "family_no__startswith")

    urls = ModuleType("bench_urls")
    default, tuned = admin.AdminSite("default"), admin.AdminSite("tuned")
    default.register(Household, Default)
    tuned.register(Household, Tuned)
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("default/", default.urls), path("tuned/", tuned.urls)
    ]
    sys.modules["bench_urls"] = urls
