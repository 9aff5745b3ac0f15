"""What of keys the back office shows: not the table of the package, whose keys would open nothing here."""

from django.contrib import admin
from rest_framework_api_key.models import APIKey

admin.site.unregister(APIKey)
