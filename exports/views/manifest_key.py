"""The public key that manifests are checked with: `/.well-known/evalplatform-manifest-key`, for everybody."""

from django.http import HttpRequest, HttpResponse

from exports import signing


def manifest_key(request: HttpRequest) -> HttpResponse:
    """PEM, as openssl and every library of cryptography reads it. It is no secret, so no key is needed to get it."""
    return HttpResponse(signing.public_pem(), content_type="application/x-pem-file")
