"""`purvey up`: servers, relay, projections and API, until Ctrl-C or SIGTERM."""

from api.cli.report import messages
from api.cli.serving import serve_until_stopped, stop_signals
from api.settings import Settings
from api.wiring.instance import Instance, kept_secret


def up() -> None:
    """Start everything and serve until Ctrl-C or SIGTERM."""
    settings = Settings()
    instance = Instance(settings)
    with stop_signals() as stopped, instance as addresses:
        announce(settings, addresses.api_url)
        serve_until_stopped(instance, stopped)


def announce(settings: Settings, api_url: str | None) -> None:
    """Prints where to look and how to sign in."""
    token = kept_secret(settings.home / "dev-token")
    messages.print(f"Dashboard  {api_url}/sign-in?token={token}", soft_wrap=True)
    messages.print(f"API        {api_url}/v1 (described at {api_url}/docs)")
    messages.print(f"Token      {settings.home}/dev-token (development identity, loopback only)")
    messages.print("Stop with Ctrl-C.")
