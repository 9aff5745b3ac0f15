"""Check offline that a downloaded export, or one on this server's disk, is whole and unchanged."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from evalplatform.errors import DomainError
from exports import signing, verifying
from exports.sinks import local


class Command(BaseCommand):
    help = (
        "Check an export against its signed manifest: the signature, every file's bytes, SHA-256 and rows, and that nothing is missing or"
        " extra. Needs no database and no network; exits with 1 when the export does not hold."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "export", metavar="DIR|ID", help="a directory with the files and manifest.json (or that file), or the id of an export here"
        )
        source = "PEM from /.well-known/evalplatform-manifest-key (default: this installation's own)"
        parser.add_argument("--public-key", type=Path, metavar="FILE", help=source)

    def handle(self, *, export: str, public_key: Path | None, **options: Any) -> None:
        folder = _folder(export)
        try:
            report = verifying.verify(folder, public_key.read_bytes() if public_key else signing.public_pem(), tell=self._tell)
        except (verifying.BadKey, DomainError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        if report.findings:
            raise CommandError(f"NOT whole; findings: {len(report.findings)}.")
        self.stdout.write(f"whole: export {report.export}, files: {report.files}, rows: {report.rows}")

    def _tell(self, name: str, findings: list[verifying.Finding]) -> None:
        for finding in findings:
            self.stdout.write(f"{finding.code:15} {name}: {finding.detail}")
        if not findings:
            self.stdout.write(f"{'ok':15} {name}")


def _folder(export: str) -> Path:
    """The directory or manifest of that name, or the folder of the export of that id."""
    if Path(export).exists():
        return Path(export)
    try:
        folder = local.folder(UUID(export))
    except ValueError:
        raise CommandError(f"{export!r} is neither a directory nor the id of an export.") from None
    if not folder.is_dir():
        raise CommandError("The files of this export are not on this server's disk. Download them, and name the directory.")
    return folder
