"""Lets one git command talk to GitHub with a token, without writing the token down anywhere.

It must not put a token into a URL, an argument or a configuration file.
"""

from base64 import b64encode
from collections.abc import Mapping


def for_github(server: str, token: str) -> Mapping[str, str]:
    """The environment by which git sends the token to `server` (https://github.com), nowhere else.

    GitHub takes a token as the password of `x-access-token` ("Authenticating as a GitHub App
    installation" in GitHub's documentation); git takes settings from GIT_CONFIG_* (git-config).
    """
    basic = b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server.rstrip('/')}/.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
    }
