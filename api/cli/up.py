"""`purvey up`: servers, relay, projections and API, until Ctrl-C or SIGTERM."""

import threading

from api.cli.renewal import renewing
from api.cli.report import say
from api.cli.serving import serve_until_stopped
from api.cli.stopping import stop_signals
from api.settings import Settings
from api.wiring.instance import Addresses, Instance, kept_secret


def up() -> None:
    """Start everything and serve until Ctrl-C or SIGTERM."""
    settings = Settings()
    instance = Instance(settings)
    with stop_signals() as stopped, instance as addresses:
        serve(instance, addresses, settings, stopped)


def serve(
    instance: Instance, addresses: Addresses, settings: Settings, stopped: threading.Event
) -> None:
    """Says where to look once the API answers, and serves until stopped."""
    instance.wait_for_api(stopped)
    if not stopped.is_set():
        _announce(settings, addresses.api_url)
        with renewing(instance, addresses, stopped):
            serve_until_stopped(instance, stopped)


def _announce(settings: Settings, api_url: str | None) -> None:
    """Tells where to look and how to sign in."""
    token = kept_secret(settings.home / "dev-token")
    say(f"Dashboard  {api_url}/sign-in?token={token}")
    say(f"API        {api_url}/v1 (described at {api_url}/openapi.json)")
    say(f"Token      {settings.home}/dev-token (development identity, loopback only)")
    say("Stop with Ctrl-C.")
