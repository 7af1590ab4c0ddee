"""What an operation is called in the OpenAPI document: as the function that carries it out."""

from fastapi.routing import APIRoute


def operation_id(route: APIRoute) -> str:
    """`issue_purchase_order`, for one."""
    return route.name
