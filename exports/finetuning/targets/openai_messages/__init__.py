"""Messages of OpenAI's chat shape, which five targets share: how they are written, and which rules each target has for them."""
