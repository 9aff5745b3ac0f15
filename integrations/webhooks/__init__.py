"""Webhooks out: events become deliveries (`fan_out`), deliveries become attempts (`delivering`), by the rules of Standard Webhooks 1.0."""
