"""The back office of exports, one module a page, all of them named here, where Django looks."""

from exports.admin.destinations import DestinationAdmin
from exports.admin.exports import ExportAdmin
from exports.admin.jobs import JobAdmin
from exports.admin.schedules import ScheduleAdmin

__all__ = ["DestinationAdmin", "ExportAdmin", "JobAdmin", "ScheduleAdmin"]
