"""Routes that the framework takes apart when they are first used, not when they are declared.

It looks at every parameter of a route, and of all that the route depends on, to make what reads
them. There are hundreds of routes, and it took half of the time in which a process starts, though
most processes use few. Here a route knows at once what it takes to find it: path, method and name.
All else is there at the first question for it, milliseconds later.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any, Final

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import compile_path, get_name

from api.operations import operation_id

_ONE_AT_A_TIME: Final = RLock()  # Taking a route apart asks it for more.


class LateRoute(APIRoute):
    """A route as declared; `APIRoute.__init__` runs when it is asked for what that makes."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: set[str] | list[str] | None = None,
        name: str | None = None,
        status_code: int | None = None,
        **others: Any,
    ) -> None:
        self.path, self.endpoint, self.status_code = path, endpoint, status_code
        self.name = get_name(endpoint) if name is None else name
        self.methods = {method.upper() for method in methods or ["GET"]}
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self._declared = {
            **others,
            "methods": self.methods,
            "name": self.name,
            "status_code": status_code,
        }

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # Whatever a route has.
        """What is not there yet; `AttributeError` for what no route has."""
        with _ONE_AT_A_TIME:
            declared = self.__dict__.pop("_declared", None)
            if declared is not None:
                try:
                    super().__init__(self.path, self.endpoint, **declared)
                except BaseException:
                    self._declared = declared  # Whoever asks again is told the same.
                    raise
            return self.__getattribute__(name)


def late_router(prefix: str, tag: str, route_class: type[LateRoute] = LateRoute) -> APIRouter:
    """Routes of one capability."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=route_class,
        generate_unique_id_function=operation_id,
    )
