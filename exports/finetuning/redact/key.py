"""Secrets that can be told by their shape: API keys of known services and our own, tokens after Bearer, JWTs, private keys."""

from exports.finetuning.redact.found import Found, Kind, follows_word, precedes_word

_WORD = "[A-Za-z0-9_-]"
_TOKENS = (
    rf"sk-{_WORD}{{20,}}",  # OpenAI, Anthropic and others
    r"gh[pousr]_[A-Za-z0-9]{36,}",  # GitHub
    r"github_pat_[A-Za-z0-9_]{22,}",
    rf"gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|wt|soat|ffct)-{_WORD}{{20,}}(?:\.{_WORD}+)*",  # GitLab
    r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}",  # Slack
    r"xapp-[0-9]-[A-Za-z0-9-]{10,}",
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",  # Amazon
    rf"AIza{_WORD}{{35}}",  # Google
    rf"ya29\.{_WORD}{{20,}}",
    rf"GOCSPX-{_WORD}{{28}}",
    r"[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",  # Stripe
    r"whsec_[A-Za-z0-9+/]{24,}=*",  # Standard Webhooks
    r"hf_[A-Za-z0-9]{30,}",  # Hugging Face
    r"npm_[A-Za-z0-9]{36}",
    rf"pypi-{_WORD}{{50,}}",
    r"gsk_[A-Za-z0-9]{40,}",  # Groq
    rf"SG\.{_WORD}{{22}}\.{_WORD}{{43}}",  # SendGrid
    r"dop_v1_[a-f0-9]{64}",  # DigitalOcean
    r"dapi[a-f0-9]{32}(?:-[0-9])?",  # Databricks
    r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",  # Shopify
    rf"eyJ{_WORD}{{5,}}(?:\.eyJ{_WORD}{{5,}}\.{_WORD}*|\.{_WORD}*\.{_WORD}{{5,}}(?:\.{_WORD}*){{0,2}})",  # a JWT, signed or encrypted
    r"[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}",  # our own: a prefix and the secret
)
_AFTER_WORD = r"(?i:bearer|basic) +[A-Za-z0-9._~+/-]{12,}=*"
_HYPHENS = r"(?:[^-]|-[^-])*"  # never two, so that each search ends at the next line of hyphens
_BEGIN = r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
_PEM = rf"{_BEGIN}{_HYPHENS}-----END [A-Z0-9 ]{{0,30}}PRIVATE KEY(?: BLOCK)?-----|{_BEGIN}[A-Za-z0-9+/=\s\\]*"
PATTERN = rf"\b(?:{'|'.join(_TOKENS)}|{_AFTER_WORD})|{_PEM}"

_DIGITS = b"0123456789"
_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _accept(raw: bytes, start: int, end: int) -> Found | None:
    if raw[start] == 45:  # the hyphen of PEM
        return Found(start, end, raw[start:end])
    if follows_word(raw, start, b"-") or precedes_word(raw, end):
        return None
    if raw[start : start + 5].lower() in (b"beare", b"basic"):
        start = raw.rindex(b" ", start, end) + 1
    value = raw[start:end].rstrip(b".")
    return Found(start, start + len(value), value) if _is_random(value) else None


def _is_random(value: bytes) -> bool:
    """Not words joined by hyphens, and not the hash in the name of a file, which looks like a key of our own."""
    has_digit = any(one in _DIGITS for one in value)
    if len(value) == 41 and value[8:9] == b".":
        return has_digit and any(one in _CAPITALS for one in value[9:]) and value[9:].upper() != value[9:]
    return has_digit or (len(value) >= 16 and any(one in _CAPITALS for one in value[1:]) and value.upper() != value)


KIND = Kind("key", PATTERN, _accept)
