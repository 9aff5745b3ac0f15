"""Who runs a model: the words of conventions, SDKs and gateways for one provider."""

import re

_SYNONYMS = {
    "azure": ("azureopenai", "azureaiopenai", "azaiopenai", "azureaiinference", "azaiinference", "azureai"),
    "bedrock": ("awsbedrock", "amazonbedrock", "bedrockconverse", "amazon", "aws"),
    "google": ("gemini", "gcpgemini", "googleai", "googleaistudio", "googlegenai", "googlegenerativeai"),
    "vertexai": ("gcpvertexai", "vertex", "googlevertex", "googlevertexai"),
    "alibaba": ("alibabacloud", "aliyun", "dashscope", "qwen"),
    "cohere": ("cohereai", "coherechat"),
    "fireworks": ("fireworksai",),
    "mistral": ("mistralai",),
    "moonshot": ("moonshotai", "kimi"),
    "together": ("togetherai",),
}
_CANONICAL = {word: provider for provider, words in _SYNONYMS.items() for word in words}
# They pass a call on to somebody whom only the name of the model may tell. OpenTelemetry's gcp.gen_ai is any of Google's two.
_GATEWAYS = frozenset({"openrouter", "litellm", "litellmproxy", "portkey", "helicone", "vercel", "vercelaigateway", "gcpgenai"})
# They run models that others run too, under the same names, at prices of their own.
_HOSTS = frozenset({"azure", "groq", "together", "vertexai"})
_NOT_WORDS = re.compile(r"[\W_]+")


def provider_of(text: str) -> str:
    """One word for a provider however it is written; empty for none."""
    word = _NOT_WORDS.sub("", text.lower())
    return _CANONICAL.get(word, word)


def is_gateway(provider: str) -> bool:
    return provider in _GATEWAYS


def is_host(provider: str) -> bool:
    """Whether the name of a model alone does not tell that it ran here."""
    return provider in _HOSTS
