"""Where answers come from, one module a source: a client's outputs, traces, examples for an endpoint, and the endpoint itself."""
