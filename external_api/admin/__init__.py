"""Keys and tiers in the back office; not the tables of packages, whose rows would open nothing here or hold tokens in clear."""

from django.contrib import admin
from rest_framework_api_key.models import APIKey
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from external_api.admin import keys, tiers

__all__ = ["keys", "tiers"]

admin.site.unregister([APIKey, OutstandingToken, BlacklistedToken])
