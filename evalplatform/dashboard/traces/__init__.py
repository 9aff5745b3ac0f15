"""Traces in the back office: the list with the filter language, and all there is to know of one."""
