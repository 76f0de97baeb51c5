"""Vetted, parameterised template sets: reading them, settling their parameters, rendering them.

It must not read files or decide what is allowed; the flows pass texts, the guardrails judge.
"""
