from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalplatform.tracing.catalogue import Entry, Prices
from evalplatform.tracing.catalogue.matching import match, names, without_date
from evalplatform.tracing.catalogue.packaged import packaged


def priced(price: int) -> Prices:
    return Prices(Decimal(price), Decimal(price))


PACKAGED = [
    Entry(
        *(row.provider, row.name, tuple(row.aliases), row.dated_snapshots),
        Prices(row.input_price, row.output_price, row.cached_input_price, row.priced_up_to),
    )
    for row in packaged()
]


# Names as the providers' APIs, OpenTelemetry's conventions, LiteLLM, LangChain and OpenRouter spell them.
@pytest.mark.parametrize(
    ("provider", "model", "found"),
    [
        ("openai", "gpt-4o", "openai/gpt-4o"),
        ("openai", "gpt-4o-2024-08-06", "openai/gpt-4o"),
        ("openai", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13"),
        ("openai", "gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini"),
        ("openai", "gpt-4-0613", "openai/gpt-4"),
        ("openai", "gpt-4-0125-preview", "openai/gpt-4-turbo"),
        ("openai", "gpt-3.5-turbo-0125", "openai/gpt-3.5-turbo"),
        ("openai", "gpt-3.5-turbo-0613", "openai/gpt-3.5-turbo-0613"),
        ("openai", "gpt-3.5-turbo-0301", None),  # had a price of its own
        ("openai", "gpt-5.2-2025-12-11", "openai/gpt-5.2"),
        ("openai", "ft:gpt-3.5-turbo-0125:acme::8aBc", "openai/ft:gpt-3.5-turbo"),
        ("openai", "ft:gpt-4o-2024-08-06:acme::8aBc", None),
        ("openai", "gpt-4o-audio-preview", None),
        ("openai", "text-embedding-ada-002", "openai/text-embedding-ada-002"),
        ("", "gpt-4o", "openai/gpt-4o"),
        ("", "openai/gpt-4o", "openai/gpt-4o"),
        ("openai", "openai/gpt-4o", "openai/gpt-4o"),
        ("OpenAI", " GPT-4o ", "openai/gpt-4o"),
        ("openrouter", "openai/gpt-4o-2024-11-20", "openai/gpt-4o"),
        ("", "openrouter/anthropic/claude-3.5-sonnet", "anthropic/claude-3-5-sonnet"),
        ("openrouter", "qwen/qwen3-32b", None),  # one of many hosts
        ("litellm", "gpt-4o", "openai/gpt-4o"),
        ("azure.ai.openai", "gpt-4o-2024-08-06", "azure/gpt-4o"),
        ("az.ai.openai", "gpt-4.1", "azure/gpt-4.1"),
        ("", "azure/gpt-4o", "azure/gpt-4o"),
        ("azure", "openai/gpt-4o", None),  # they contradict each other
        ("anthropic", "gpt-4o", None),
        ("anthropic", "claude-3-5-sonnet-20241022", "anthropic/claude-3-5-sonnet"),
        ("anthropic", "claude-3-5-sonnet-latest", "anthropic/claude-3-5-sonnet"),
        ("anthropic", "claude-sonnet-4-20250514", "anthropic/claude-sonnet-4"),
        ("anthropic", "claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5"),
        ("anthropic", "claude-opus-4-1", "anthropic/claude-opus-4-1"),
        ("anthropic", "claude-opus-4-0", "anthropic/claude-opus-4"),
        ("anthropic", "claude-opus-4-99", None),
        ("", "anthropic/claude-opus-4.5", "anthropic/claude-opus-4-5"),
        ("gcp.vertex_ai", "claude-sonnet-4@20250514", None),
        ("gemini", "models/gemini-2.5-flash", "google/gemini-2.5-flash"),
        ("gcp.gemini", "gemini-2.0-flash-001", "google/gemini-2.0-flash"),
        ("google_genai", "gemini-2.5-pro", "google/gemini-2.5-pro"),
        ("", "gemini/gemini-2.5-pro", "google/gemini-2.5-pro"),
        ("gcp.vertex_ai", "publishers/google/models/gemini-2.5-pro", "vertex_ai/gemini-2.5-pro"),
        ("", "projects/p/locations/global/publishers/google/models/gemini-2.5-flash", "vertex_ai/gemini-2.5-flash"),
        ("vertex_ai", "gemini-2.0-flash", None),
        ("gcp.gen_ai", "gemini-2.5-flash", "google/gemini-2.5-flash"),
        ("mistral_ai", "mistral-large-2411", "mistral/mistral-large-2411"),
        ("mistral_ai", "mistral-large-2407", None),
        ("mistralai", "codestral-latest", "mistral/codestral-latest"),
        ("x_ai", "grok-4-0709", "xai/grok-4"),
        ("deepseek", "deepseek-v4-flash", "deepseek/deepseek-v4-flash"),
        ("cohere", "command-r-08-2024", "cohere/command-r-08-2024"),
        ("cohere_chat", "command-r", None),
        ("together_ai", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "together/meta-llama/Llama-3.3-70B-Instruct-Turbo"),
        ("", "together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo", "together/meta-llama/Llama-3.3-70B-Instruct-Turbo"),
        ("", "meta-llama/Llama-3.3-70B-Instruct-Turbo", None),  # whoever runs it
        ("groq", "llama-3.3-70b-versatile", "groq/llama-3.3-70b-versatile"),
        ("groq", "llama3-70b-8192", None),
        ("fireworks_ai", "accounts/fireworks/models/gpt-oss-120b", "fireworks/accounts/fireworks/models/gpt-oss-120b"),
        ("aws.bedrock", "us.amazon.nova-pro-v1:0", "bedrock/amazon.nova-pro-v1:0"),
        ("aws.bedrock", "eu.amazon.nova-pro-v1:0", None),  # costs more
        ("", "", None),
        ("openai", "", None),
        ("", "/", None),
        ("", "é🙂", None),
    ],
)
def test_real_names(provider: str, model: str, found: str | None) -> None:
    entry = match(provider, model, PACKAGED)
    assert (entry and f"{entry.provider}/{entry.name}") == found


def test_several_with_one_price_are_as_good_as_one() -> None:
    entries = [Entry("a", "m", prices=priced(1)), Entry("b", "m", prices=priced(1))]
    assert match("", "m", entries) == entries[0]


def test_several_with_different_prices_are_none() -> None:
    entries = [Entry("a", "m", prices=priced(1)), Entry("b", "m", prices=priced(2))]
    assert match("", "m", entries) is None
    assert match("b", "m", entries) == entries[1]


def test_a_name_goes_before_an_alias_and_both_before_a_date() -> None:
    by_date, by_alias, by_name = (
        Entry("p", "m", prices=priced(1)),
        Entry("p", "other", ("m-2024-08-06",), prices=priced(2)),
        Entry("p", "m-2024-08-06", prices=priced(3)),
    )
    assert match("p", "m-2024-08-06", [by_date, by_alias, by_name]) == by_name
    assert match("p", "m-2024-08-06", [by_date, by_alias]) == by_alias
    assert match("p", "m-2024-08-06", [by_date]) == by_date


def test_a_provider_of_ones_own() -> None:
    mine = Entry("Acme Labs", "big", prices=priced(1))
    assert [match(provider, "big", [mine]) for provider in ("acme-labs", "acme", "阿里云", "")] == [mine, None, None, mine]
    assert match("", "acme_labs/big", [mine]) == mine


@pytest.mark.parametrize(
    ("name", "short"),
    [
        *(("m-2024-08-06", "m"), ("m-20240806", "m"), ("m@20240806", "m"), ("m-0613", "m"), ("m-2411", "m"), ("m-08-2024", "m")),
        *(("m-001", "m"), ("m-latest", "m"), ("m@default", "m"), ("m-8192", "m-8192"), ("m-4096", "m-4096"), ("m-32k", "m-32k")),
        *(("m-2024-13-06", "m-2024-13-06"), ("m-20241340", "m-20241340"), ("m-002-x", "m-002-x"), ("m-latest\n", "m-latest\n")),
    ],
)
def test_dates_at_the_end_of_a_name(name: str, short: str) -> None:
    assert without_date(name) == short


@given(
    st.lists(st.sampled_from(["openai", "OpenRouter", "models", "publishers/x/models", "M", "ft:m:o"]), max_size=3),
    st.sampled_from(["m", "M-0613", "ft:m:o:p", "m-2024-08-06-latest", "x/m@20240806"]),
    st.sampled_from(["", "openai", "openrouter", "vertex_ai", "m"]),
    st.builds(
        Entry,
        st.sampled_from(["openai", "acme", "m", "vertex_ai"]),
        st.sampled_from(["m", "M-0613", "x/m", "ft:m", "openai/m"]),
        prices=st.just(priced(1)),
    ),
)
def test_what_matches_is_among_the_names_that_the_database_is_asked_for(head: list[str], name: str, provider: str, entry: Entry) -> None:
    model = "/".join((*head, name))
    if match(provider, model, [entry]):
        assert entry.name.lower() in names([(provider, model)])


@pytest.mark.parametrize("entry", PACKAGED, ids=lambda entry: f"{entry.provider}/{entry.name}")
def test_each_packaged_model_is_found_by_its_own_names(entry: Entry) -> None:
    for name in (entry.name, *entry.aliases):
        assert match(entry.provider, name, PACKAGED) == entry
