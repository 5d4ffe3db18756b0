"""What schemathesis does not know of our media types: streams of one JSON value a line."""

import json

import schemathesis


def as_bytes(value):
    if isinstance(value, bytes):
        return value
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else json.dumps(value).encode()


@schemathesis.serializer("application/x-ndjson", "application/jsonl")
def lines(context, value):
    return b"".join(as_bytes(one) + b"\n" for one in (value if isinstance(value, list) else [value]))

