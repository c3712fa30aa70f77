"""The API under generated requests, good and bad: what schemathesis needs to know beside the OpenAPI document."""
